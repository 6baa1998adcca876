/* SPDX-License-Identifier: Apache-2.0 */
/* To add a name: a word in its array; every seed then makes other people. */
#include "core/seed_names.h"

static const char *const german_women_older[] = {
    "Ursula", "Monika",   "Sabine",   "Petra",   "Renate",  "Karin",    "Helga",   "Brigitte",
    "Ingrid", "Andrea",   "Gisela",   "Claudia", "Susanne", "Gabriele", "Birgit",  "Martina",
    "Heike",  "Angelika", "Barbara",  "Christa", "Elke",    "Ute",      "Kerstin", "Silke",
    "Marion", "Bettina",  "Cornelia", "Doris",   "Anke",    "Regina",   NULL,
};
static const char *const german_women_younger[] = {
    "Anna",   "Julia",   "Lena",    "Sarah",     "Lisa",   "Katharina", "Laura",   "Christina",
    "Sophie", "Marie",   "Hannah",  "Jana",      "Nadine", "Stefanie",  "Vanessa", "Melanie",
    "Jasmin", "Carolin", "Johanna", "Franziska", "Leonie", "Clara",     "Theresa", "Miriam",
    "Aylin",  "Paula",   "Nele",    "Antonia",   "Sandra", "Alina",     NULL,
};
static const char *const german_men_older[] = {
    "Peter",  "Michael", "Thomas", "Andreas", "Wolfgang", "Klaus",   "Jürgen",  "Günter",
    "Stefan", "Frank",   "Werner", "Uwe",     "Hans",     "Bernd",   "Dieter",  "Manfred",
    "Ralf",   "Jörg",    "Rainer", "Martin",  "Matthias", "Holger",  "Norbert", "Heinz",
    "Karl",   "Axel",    "Dirk",   "Volker",  "Georg",    "Joachim", NULL,
};
static const char *const german_men_younger[] = {
    "Jan",        "Daniel",  "Tobias", "Lukas",  "Christian", "Sebastian", "Felix", "Florian",
    "Maximilian", "Philipp", "Jonas",  "Tim",    "Alexander", "Paul",      "Leon",  "Finn",
    "Marcel",     "Dennis",  "Simon",  "Moritz", "Niklas",    "David",     "Emre",  "Julian",
    "Fabian",     "Kevin",   "Oliver", "Hannes", "Ben",       "Matteo",    NULL,
};
static const char *const dutch_women_older[] = {
    "Maria",  "Johanna", "Anna",    "Wilhelmina", "Ingrid", "Marianne", "Annelies",
    "Petra",  "Monique", "Yvonne",  "Marja",      "Ria",    "Hanneke",  "Corrie",
    "Tineke", "Marijke", "Jolanda", "Ellen",      "Els",    "Loes",     NULL,
};
static const char *const dutch_women_younger[] = {
    "Sanne",  "Lotte", "Emma",  "Anouk",  "Lisa",    "Femke", "Iris",
    "Eva",    "Fleur", "Julia", "Roos",   "Maud",    "Tess",  "Noortje",
    "Sophie", "Kim",   "Linda", "Esther", "Marleen", "Saar",  NULL,
};
static const char *const dutch_men_older[] = {
    "Jan",    "Johan", "Cornelis", "Pieter", "Hendrik", "Willem", "Kees",
    "Gerard", "Henk",  "Theo",     "Hans",   "Ruud",    "Wim",    "Rob",
    "Frans",  "Erik",  "Piet",     "Jaap",   "Bert",    "Arie",   NULL,
};
static const char *const dutch_men_younger[] = {
    "Daan", "Sem",    "Lars",   "Thijs", "Bram",  "Joost",  "Sander",
    "Tim",  "Niels",  "Ruben",  "Stijn", "Luuk",  "Jeroen", "Mark",
    "Bas",  "Dennis", "Wouter", "Koen",  "Milan", "Joris",  NULL,
};
static const char *const flemish_women_older[] = {
    "Maria", "Rita",  "Christine", "Godelieve", "Linda",  "Martine", "Ann",     "Hilde",
    "Lieve", "Greet", "Marleen",   "Nicole",    "Carine", "Sonja",   "Viviane", NULL,
};
static const char *const flemish_women_younger[] = {
    "Lien",  "Sofie", "Elke",  "Charlotte", "Eline", "Lotte", "Nele",    "Julie",
    "Marie", "Lore",  "Hanne", "Ine",       "Amber", "Laura", "Katrien", NULL,
};
static const char *const flemish_men_older[] = {
    "Luc",   "Marc",    "Dirk",     "Jozef", "Patrick", "Rudi",  "Johan", "Paul",
    "Guido", "Etienne", "Wilfried", "Geert", "Danny",   "Filip", "Roger", NULL,
};
static const char *const flemish_men_younger[] = {
    "Tom",     "Jens", "Wout",  "Bart",  "Pieter", "Stijn",  "Kobe",     "Robbe",
    "Maarten", "Arne", "Seppe", "Jonas", "Ward",   "Brecht", "Thibault", NULL,
};
static const char *const walloon_women_older[] = {
    "Marie",     "Monique",   "Nathalie",   "Isabelle", "Anne",      "Martine", "Françoise",
    "Christine", "Catherine", "Bernadette", "Nicole",   "Véronique", NULL,
};
static const char *const walloon_women_younger[] = {
    "Julie", "Camille", "Léa",     "Manon",  "Chloé", "Sarah", "Émilie",
    "Laura", "Céline",  "Pauline", "Élodie", "Zoé",   NULL,
};
static const char *const walloon_men_older[] = {
    "Jean",    "Philippe", "Michel",  "Pierre", "Alain", "Marc", "André",
    "Bernard", "Luc",      "Thierry", "Daniel", "Yves",  NULL,
};
static const char *const walloon_men_younger[] = {
    "Nicolas", "Thomas", "Julien", "Maxime", "Hugo",  "Antoine", "Quentin",
    "Loïc",    "Arthur", "Benoît", "Mehdi",  "Simon", NULL,
};

const char *const *const tp_seed_first_names[TP_SEED_REGIONS][TP_SEED_SEXES][TP_SEED_GENERATIONS] =
    {
        {{german_women_older, german_women_younger},   {german_men_older, german_men_younger}  },
        {{dutch_women_older, dutch_women_younger},     {dutch_men_older, dutch_men_younger}    },
        {{flemish_women_older, flemish_women_younger}, {flemish_men_older, flemish_men_younger}},
        {{walloon_women_older, walloon_women_younger}, {walloon_men_older, walloon_men_younger}},
};

static const char *const german_last_names[] = {
    "Müller",   "Schmidt",   "Schneider", "Fischer", "Weber",     "Meyer",      "Wagner",
    "Becker",   "Schulz",    "Hoffmann",  "Schäfer", "Koch",      "Bauer",      "Richter",
    "Klein",    "Wolf",      "Schröder",  "Neumann", "Schwarz",   "Zimmermann", "Braun",
    "Krüger",   "Hofmann",   "Hartmann",  "Lange",   "Schmitt",   "Werner",     "Krause",
    "Meier",    "Lehmann",   "Schmid",    "Schulze", "Maier",     "Köhler",     "Herrmann",
    "König",    "Walter",    "Mayer",     "Huber",   "Kaiser",    "Fuchs",      "Peters",
    "Lang",     "Scholz",    "Möller",    "Weiß",    "Jung",      "Hahn",       "Schubert",
    "Vogel",    "Friedrich", "Keller",    "Günther", "Frank",     "Berger",     "Winkler",
    "Roth",     "Beck",      "Lorenz",    "Baumann", "Franke",    "Albrecht",   "Schuster",
    "Simon",    "Ludwig",    "Böhm",      "Winter",  "Kraus",     "Martin",     "Schumacher",
    "Krämer",   "Vogt",      "Stein",     "Jäger",   "Otto",      "Sommer",     "Groß",
    "Seidel",   "Heinrich",  "Brandt",    "Haas",    "Schreiber", "Graf",       "Yılmaz",
    "Dietrich", "Ziegler",   "Kuhn",      "Kühn",    "Pohl",      "Engel",      "Horn",
    "Busch",    "Bergmann",  "Thomas",    "Voigt",   "Sauer",     NULL,
};
static const char *const dutch_last_names[] = {
    "de Jong",
    "Jansen",
    "de Vries",
    "van den Berg",
    "van Dijk",
    "Bakker",
    "Janssen",
    "Visser",
    "Smit",
    "Meijer",
    "de Boer",
    "Mulder",
    "de Groot",
    "Bos",
    "Vos",
    "Peters",
    "Hendriks",
    "van Leeuwen",
    "Dekker",
    "Brouwer",
    "de Wit",
    "Dijkstra",
    "Smits",
    "de Graaf",
    "van der Meer",
    "Kok",
    "Jacobs",
    "de Haan",
    "Vermeulen",
    "van der Linden",
    "van den Heuvel",
    "de Bruin",
    "van der Heijden",
    "Schouten",
    "van Beek",
    "Willems",
    "van Vliet",
    "van de Ven",
    "Hoekstra",
    "Maas",
    "Verhoeven",
    "Koster",
    "van Dam",
    "Prins",
    "Blom",
    "Huisman",
    "Peeters",
    "Kuipers",
    NULL,
};
static const char *const flemish_last_names[] = {
    "Peeters",  "Janssens", "Maes",      "Jacobs",    "Mertens", "Willems", "Claes",
    "Goossens", "Wouters",  "De Smet",   "Vermeulen", "Pauwels", "Hermans", "Aerts",
    "Michiels", "Martens",  "De Clercq", "Van Damme", "Segers",  "Lemmens", "Desmet",
    "Smets",    "Cools",    "Verhaegen", NULL,
};
static const char *const walloon_last_names[] = {
    "Dubois", "Lambert", "Dupont",   "Martin",  "Simon", "Laurent", "Leclercq", "Lejeune", "Renard",
    "Denis",  "Gérard",  "François", "Collard", "Noël",  "Henry",   "Dumont",   NULL,
};
const char *const *const tp_seed_last_names[TP_SEED_REGIONS] = {
    german_last_names, dutch_last_names, flemish_last_names, walloon_last_names};

static const char *const german_companies[] = {
    "%s Metallbau GmbH",
    "Bäckerei %s",
    "Café %s",
    "%s & Partner Steuerberater",
    "Autohaus %s GmbH",
    "Gasthof %s",
    "%s IT-Service",
    "Physiotherapie %s",
    "Buchhandlung %s",
    "Architekturbüro %s",
    "Praxis Dr. %s",
    "Elektro %s e. K.",
    NULL,
};
static const char *const dutch_companies[] = {
    "%s Bouw B.V.",   "Bakkerij %s",      "Café %s",
    "%s Advies B.V.", "Garage %s",        "%s Installatietechniek",
    "Boekhandel %s",  "Fysiotherapie %s", NULL,
};
static const char *const flemish_companies[] = {
    "%s Bouw BV", "Bakkerij %s", "Brasserie %s", "Garage %s BV", "%s & Zonen", NULL,
};
static const char *const walloon_companies[] = {
    "Boulangerie %s", "Garage %s SRL", "%s & Fils", "Librairie %s", "Brasserie %s", NULL,
};
const char *const *const tp_seed_companies[TP_SEED_REGIONS] = {
    german_companies, dutch_companies, flemish_companies, walloon_companies};

const char *const tp_seed_hobbies[] = {
    "cooking",     "reading",  "cycling", "hiking",   "gardening",   "music",   "football",
    "photography", "travel",   "baking",  "swimming", "yoga",        "running", "dancing",
    "sailing",     "painting", "chess",   "theatre",  "woodworking", "choir",   NULL,
};
const char *const tp_seed_lead_sources[] = {
    "web shop",     "search",      "recommendation", "fair",     "advertisement",
    "social media", "shop window", "catalogue",      "workshop", NULL,
};
const char *const tp_seed_domains[] = {
    "post.example",    "example.com",   "mail.example", "example.net", "example.org",
    "familie.example", "thuis.example", "web.example",  NULL,
};

guint
tp_seed_names_length (const char *const *names)
{
  guint length = 0;
  while (names[length] != NULL)
    length++;
  return length;
}
