/**
 * Words at the end of a company's name that say what kind of company it is, in the spelling of `nameWords`: lower case,
 * without accents, points inside abbreviations taken out. After the ISO 20275 list of entity legal forms, the ones that
 * stand on invoices.
 */
const forms: readonly string[] = [
  // English
  "ltd limited plc llc llp lp inc incorporated corp corporation co company cic pty cyf ccc pllc pbc unltd unlimited",
  // German, Austrian, Swiss
  "gmbh ggmbh mbh ag kg kgaa ohg gbr ug haftungsbeschrankt ek eg ev se partg partgmbb ges gesmbh gesellschaft",
  // French, Belgian, Luxembourg
  "sa sas sasu sarl sprl srl scrl sc snc scs sca sci eurl gie scop sep selarl",
  // Dutch
  "bv nv vof cv bvba cvba maatschap",
  // Italian, Spanish, Portuguese
  "spa srls sapa sas ss scarl scrl sl slu slne sau sll scoop lda ltda eireli me epp unipessoal sociedad anonima limitada",
  // Nordic, Baltic
  "ab hb kb as asa ans da ba aps is oy oyj ky tmi ou uab sia mb",
  // Central and Eastern Europe
  "sro spol as vos ks zrt nyrt kft bt kkt doo dd dno ad ood eood ead zoo sp spzoo spj spk j psa ska sk oo ooo oao zao pao tov",
  // Turkey, Greece, Asia
  "sti tic san ltdsti epe ae oe ike kk gk yk bhd sdn pte pvt pt tbk jsc",
];

export const legalForms: ReadonlySet<string> = new Set(forms.join(" ").split(" "));

/** Written out or in several words; taken out wherever they stand. */
export const legalPhrases: RegExp =
  /\b(?:public limited company|limited liability (?:company|partnership)|community interest company|gesellschaft mit beschrankter haftung|aktiengesellschaft|kommanditgesellschaft|societe (?:anonyme|par actions simplifiee|a responsabilite limitee)|societa (?:per azioni|a responsabilita limitata)|sociedad (?:anonima|limitada)|besloten vennootschap|naamloze vennootschap|spolka z ograniczona odpowiedzialnoscia|private limited|proprietary limited|anonim sirketi|limited sirketi)\b/g;
