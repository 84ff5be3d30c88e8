/** What a shop's help desk knows. `{number}` stands for the order that a question names. */
interface Topic {
  readonly name: string;
  readonly questions: readonly string[];
  readonly answer: string;
}

const topics: readonly Topic[] = [
  {
    name: "order",
    questions: ["Where is my order?", "Has my order been sent?"],
    answer: "Order {number} left our warehouse; the carrier's page shows where it is. Allow one to three working days.",
  },
  {
    name: "return",
    questions: ["How do I return something?", "Can I send an article back?"],
    answer: "You can return anything unused within 30 days: print the label in your account and hand the parcel in.",
  },
  {
    name: "refund",
    questions: ["When do I get my money back?", "How long does a refund take?"],
    answer: "Refunds go out within two working days after the parcel reached us, to the card that you paid with.",
  },
  {
    name: "invoice",
    questions: ["Where do I find my invoice?", "Can I have an invoice with a VAT number?"],
    answer: "Every invoice is in your account under Documents. Add your VAT number there and it is issued anew.",
  },
  {
    name: "address",
    questions: ["Can I change the delivery address?", "I moved; what about my address?"],
    answer: "Until a parcel is packed you can change its address in your account, afterwards with the carrier.",
  },
  {
    name: "payment",
    questions: ["Which payment methods do you take?", "Can I choose payment by invoice?"],
    answer: "We take cards, bank transfer and, for business customers, payment by invoice within 14 days.",
  },
  {
    name: "warranty",
    questions: ["How long is the warranty?", "What does the warranty cover?"],
    answer: "The warranty lasts two years and covers defects in material and make, not wear and not accidents.",
  },
  {
    name: "password",
    questions: ["I forgot my password.", "How do I change my password?"],
    answer: "Choose Forgot password on the sign-in page: the link that we send you is good for one hour.",
  },
  {
    name: "discount",
    questions: ["My discount code does not work.", "Is there a discount for students?"],
    answer: "A discount code counts once per customer and not on sale articles; students get 10 % with a valid card.",
  },
  {
    name: "stock",
    questions: ["When is it back in stock?", "Is this article in stock?"],
    answer: "The article's page shows our stock by the hour; leave your mail there and we write when it is back.",
  },
];

export const allQuestions: readonly string[] = topics.flatMap(({ questions }) => questions);

const topicOf = (question: string): Topic | undefined =>
  topics.find(({ name, questions }) => questions.includes(question) || question.toLowerCase().includes(name));

/** The full answer, as the service gives it. */
export function answerTo(question: string): string {
  const number = /\d+/.exec(question)?.[0] ?? "you asked about";
  return (topicOf(question)?.answer ?? "A colleague will write to you about that today.").replace("{number}", number);
}

/** What can be said without the service: general, and better than an error. */
export const cannedAnswer = (question: string): string =>
  `Our assistant is away for a moment. Our help page on "${topicOf(question)?.name ?? "contact"}" may have the answer.`;
