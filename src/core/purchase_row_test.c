/* SPDX-License-Identifier: Apache-2.0 */
#include "core/purchase_row.h"

#include "base/error.h"
#include "base/time.h"

#include <string.h>

static const struct {
  const char *name;
  const char *header; /* columns between | */
  const char *map[3];
  const char *want; /* the index of each column in their order, or the error */
} column_cases[] = {
    {"as the program writes them",
     "email|order|line|date|product|category|quantity|amount|currency",                   {NULL},
     "0 1 2 3 4 5 6 7 8 -1"                                                                 },
    {"German",
     "E-Mail-Adresse|Bestellnummer|Pos.|Bestelldatum|Artikel|Warengruppe|Menge|Betrag|Währung|"
     "Vorgang",                                                                           {NULL},
     "0 1 2 3 4 5 6 7 8 9"                                                                  },
    {"Dutch",
     "e-mailadres|bestelnummer|regel|datum|product|categorie|aantal|bedrag|valuta|soort", {NULL},
     "0 1 2 3 4 5 6 7 8 9"                                                                  },
    {"only what is wanted, in another order",
     "amount|product|date|customer|email",                                                {NULL},
     "4 -1 -1 2 1 -1 -1 0 -1 -1"                                                            },
    {"a mapping",
     "who|when|what|much",                                                                {"who=email", "when=date", NULL},
     "the file has no column 'product' (it has 'who', 'when', 'what', 'much'); name the one that "
     "is meant with --map 'column=product'"                                                 },
    {"a mapping wins",
     "email|date|product|total|net",                                                      {"net=amount", NULL},
     "0 -1 -1 1 2 -1 -1 4 -1 -1"                                                            },
    {"two mean the same",
     "email|date|product|total|amount",                                                   {NULL},
     "the columns 'total' and 'amount' both mean amount; leave one out with --map 'column='"},
    {"one of them left out",
     "email|date|product|total|amount",                                                   {"total=", NULL},
     "0 -1 -1 1 2 -1 -1 4 -1 -1"                                                            },
    {"a mapping of nothing",
     "email|date|product|amount",                                                         {"x=line", NULL},
     "'x=line': the file has no such column"                                                },
    {"a mapping to nothing",
     "email|date|product|amount",                                                         {"date=day", NULL},
     "'date=day': the fields of purchases are email, order, line, date, product, category, "
     "quantity, amount, currency and kind"                                                  },
    {"no mapping",
     "email|date|product|amount",                                                         {"date", NULL},
     "a mapping is column=field, not 'date'"                                                },
    {"no header",
     "a@b.example|2026-01-01|A|1",                                                        {NULL},
     "the file has no column 'email' (it has 'a@b.example', '2026-01-01', 'A', '1'); name the one "
     "that is meant with --map 'column=email'"                                              },
};

static void
test_columns (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (column_cases); i++) {
    TpPurchaseColumns columns;
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) header = g_strsplit (column_cases[i].header, "|", -1);
    g_autoptr (GString) got = g_string_new (NULL);
    g_test_message ("%s", column_cases[i].name);
    if (tp_purchase_columns_find ((const char *const *)header, g_strv_length (header),
                                  column_cases[i].map, &columns, &error))
      for (int j = 0; j < TP_PURCHASE_COLUMNS; j++)
        g_string_append_printf (got, "%s%d", j > 0 ? " " : "", columns.index[j]);
    else
      g_string_append (got, error->message);
    g_assert_cmpstr (got->str, ==, column_cases[i].want);
  }
}

/* email|order|line|date|product|category|quantity|amount|currency|kind */
static const struct {
  const char *cells;
  const char
      *want; /* kind key order/line when product/category quantity amount currency, or the error */
} row_cases[] = {
    {"Anna@X.example|17|1|2026-01-31|Filter|Care|2|12.50|EUR|",
     "0 anna@x.example 17/1 2026-01-31 Filter/Care 2000 1250 EUR"                                              },
    {" a@x.example |||31.01.2026| Filter  |||12||",
     "0 a@x.example -/- 2026-01-31 Filter/- 1000 1200 EUR"                                                     },
    {"a@x.example|||20260131|F||0.5|\xe2\x82\xac 12.50||",
     "0 a@x.example -/- 2026-01-31 F/- 500 1250 EUR"                                                           },
    {"a@x.example|||2026-01-31 14:05|F|||100|jpy|",
     "0 a@x.example -/- 2026-01-31 14:05:00 F/- 1000 100 JPY"                                                  },
    {"a@x.example|||2026-01-31T14:05:09|F|||100||",
     "0 a@x.example -/- 2026-01-31 14:05:09 F/- 1000 10000 EUR"                                                },
    {"a@x.example|||2026-01-31T14:05:09+01:00|F|||1.234|KWD|",
     "0 a@x.example -/- 2026-01-31T13:05:09Z F/- 1000 1234 KWD"                                                },
    {"a@x.example|9||2026-01-31|F||1|-5||",                     "1 a@x.example 9/- 2026-01-31 F/- 1000 500 EUR"},
    {"a@x.example|9||2026-01-31|F||-1|-5||",                    "1 a@x.example 9/- 2026-01-31 F/- 1000 500 EUR"},
    {"a@x.example|9||2026-01-31|F||-1|0||",                     "1 a@x.example 9/- 2026-01-31 F/- 1000 0 EUR"  },
    {"a@x.example|9||2026-01-31|F||1|5||Erstattung",
     "1 a@x.example 9/- 2026-01-31 F/- 1000 500 EUR"                                                           },
    {"a@x.example|9||2026-01-31|F||1|-5||CHARGEBACK",
     "2 a@x.example 9/- 2026-01-31 F/- 1000 500 EUR"                                                           },
    {"a@x.example|'=1+1|'-x|2026-01-31|'@F||1|5||",
     "0 a@x.example =1+1/-x 2026-01-31 @F/- 1000 500 EUR"                                                      },
    {"|||2026-01-31|F||1|5||",                                  "email: the cell is empty"                     },
    {"a@x|||2026-01-31|F||1|5||",                               "email: "                                      },
    {"a@x.example||||F||1|5||",                                 "date: the cell is empty"                      },
    {"a@x.example|||31.02.2026|F||1|5||",                       "date: "                                       },
    {"a@x.example|||2026-01-31 25:00|F||1|5||",                 "date: not a time of day: '2026-01-31 25:00'"  },
    {"a@x.example|||2026-01-31|||1|5||",                        "product: the cell is empty"                   },
    {"a@x.example|||2026-01-31|F\x01||1|5||",                   "product: the name has a control character"    },
    {"a@x.example|||2026-01-31|F||0|5||",                       "quantity: the quantity is out of range"       },
    {"a@x.example|||2026-01-31|F||x|5||",                       "quantity: not a number: 'x'"                  },
    {"a@x.example|||2026-01-31|F||1|||",                        "amount: the cell is empty"                    },
    {"a@x.example|||2026-01-31|F||1|12.505||",                  "amount: "                                     },
    {"a@x.example|||2026-01-31|F||1|999999999999999999||",      "amount: "                                     },
    {"a@x.example|||2026-01-31|F||1|5|Taler|",                  "currency: no currency 'Taler'"                },
    {"a@x.example|||2026-01-31|F||1|5 USD|EUR|",                "amount: in USD, but the currency is EUR"      },
    {"a@x.example|||2026-01-31|F||1|5 QQQ||",                   "amount: no currency 'QQQ'"                    },
    {"a@x.example|9||2026-01-31|F||-1|5||",                     "quantity: is negative, but the amount is not" },
    {"a@x.example|9||2026-01-31|F||1|-5||purchase",
     "kind: a purchase has neither a negative amount nor a negative quantity"                                  },
    {"a@x.example|9||2026-01-31|F||1|5||gift",
     "kind: purchase, refund or chargeback is expected, not 'gift'"                                            },
    {"a@x.example|||2026-01-31|F||1|-5||",                      "order: a refund needs the number of its order"},
};

static void
test_rows (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  TpPurchaseReading reading = {
      .number_style = TP_NUMBER_POINT, .this_year = 2026, .zone = zone, .currency = "EUR"};
  for (int i = 0; i < TP_PURCHASE_COLUMNS; i++)
    reading.columns.index[i] = i;
  for (gsize i = 0; i < G_N_ELEMENTS (row_cases); i++) {
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) cells = g_strsplit (row_cases[i].cells, "|", TP_PURCHASE_COLUMNS);
    TpCsvField fields[TP_PURCHASE_COLUMNS] = {{0}};
    TpPurchaseRow row;
    for (int j = 0; j < TP_PURCHASE_COLUMNS; j++)
      fields[j] = (TpCsvField){.text = cells[j], .length = strlen (cells[j])};
    g_test_message ("%s", row_cases[i].cells);
    if (tp_purchase_row_read (&reading, fields, &row, &error)) {
      g_autofree char *got =
          g_strdup_printf ("%d %s %s/%s %s %s/%s %d %d %s", row.kind, row.email_key,
                           row.order != NULL ? row.order : "-", row.line != NULL ? row.line : "-",
                           row.when, row.product, row.category != NULL ? row.category : "-",
                           (int)row.quantity, (int)row.amount, row.currency);
      g_assert_cmpstr (got, ==, row_cases[i].want);
      g_assert_cmpint (tp_purchase_row_is_refund (&reading, fields), ==, row.kind != 0);
    } else {
      g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
      g_assert_true (g_str_has_prefix (error->message, row_cases[i].want));
    }
    tp_purchase_row_clear (&row);
  }
}

/* Whose day it is, and that of a gap. */
static void
test_times (void)
{
  static const struct {
    const char *date, *want;
  } cases[] = {
      {"2026-06-15",           "2026-06-14T22:00:00Z"},
      {"2026-01-15",           "2026-01-14T23:00:00Z"},
      {"2026-03-29 02:30",     "2026-03-29T01:00:00Z"},
      {"15.6.26 1:05 PM",      "2026-06-15T11:05:00Z"},
      {"2026-06-15T23:59:59Z", "2026-06-15T23:59:59Z"},
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  TpPurchaseReading reading = {
      .number_style = TP_NUMBER_POINT, .this_year = 2026, .zone = zone, .currency = "EUR"};
  for (int i = 0; i < TP_PURCHASE_COLUMNS; i++)
    reading.columns.index[i] = -1;
  reading.columns.index[TP_PURCHASE_EMAIL] = 0;
  reading.columns.index[TP_PURCHASE_DATE] = 1;
  reading.columns.index[TP_PURCHASE_PRODUCT] = 2;
  reading.columns.index[TP_PURCHASE_AMOUNT] = 3;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpCsvField fields[] = {{.text = (char *)"a@x.example"},
                           {.text = (char *)cases[i].date},
                           {.text = (char *)"A"},
                           {.text = (char *)"1"}};
    TpPurchaseRow row;
    g_assert_true (tp_purchase_row_read (&reading, fields, &row, NULL));
    g_autofree char *got = tp_time_format_rfc3339 (row.at);
    g_assert_cmpstr (got, ==, cases[i].want);
    tp_purchase_row_clear (&row);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/purchase_row/columns", test_columns);
  g_test_add_func ("/purchase_row/rows", test_rows);
  g_test_add_func ("/purchase_row/times", test_times);
  return g_test_run ();
}
