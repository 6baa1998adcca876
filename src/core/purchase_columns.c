/* SPDX-License-Identifier: Apache-2.0 */
/* To add a name for a column: a word in its row of columns[], reduced as tp_column_key does:
 * letters and digits alone, folded. */
#include "core/purchase_columns.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/quote.h"
#include "core/column.h"

#include <string.h>

#define NAMES_SHOWN 20

static const struct {
  const char *name;
  gboolean wanted;
  const char *keys; /* between blanks */
} columns[] = {
    [TP_PURCHASE_EMAIL] = {"email",    TRUE,
                           " email emailaddress mail mailaddress emailadresse mailadresse "
                           "emailadres mailadres customeremail kundenemail klantemail "
                           "billingemail buyeremail "                                           },
    [TP_PURCHASE_ORDER] = {"order",    FALSE,
                           " order ordernumber orderno ordernr orderid bestellung bestellnummer "
                           "bestellnr bestellid auftrag auftragsnummer auftragsnr bestelling "
                           "bestelnummer bestelnr ordernummer bestellingnummer orderref "
                           "orderreference "                                                    },
    [TP_PURCHASE_LINE] = {"line",     FALSE,
                           " line lineid lineno linenumber lineitem lineitemid orderline position "
                          "pos zeile zeilennummer bestellposition positionsnummer regel "
                          "regelnummer orderregel positie "                                     },
    [TP_PURCHASE_DATE] = {"date",     TRUE,
                           " date orderdate purchasedate datum bestelldatum kaufdatum auftragsdatum "
                          "besteldatum orderdatum aankoopdatum createdat orderedat purchasedat "},
    [TP_PURCHASE_PRODUCT] = {"product",  TRUE,
                           " product productname producttitle item itemname article articlename "
                             "produkt produktname artikel artikelname artikelbezeichnung "
                             "productnaam artikelnaam lineitemname "                            },
    [TP_PURCHASE_CATEGORY] = {"category", FALSE,
                           " category productcategory kategorie produktkategorie warengruppe "
                              "produktgruppe artikelgruppe categorie productcategorie productgroep "
                              "artikelgroep "                                                   },
    [TP_PURCHASE_QUANTITY] = {"quantity", FALSE,
                           " quantity qty menge anzahl stuck stück stuckzahl stückzahl aantal "
                              "hoeveelheid stuks lineitemquantity "                             },
    [TP_PURCHASE_AMOUNT] = {"amount",   TRUE,
                           " amount total linetotal rowtotal sum betrag summe gesamt gesamtbetrag "
                            "gesamtpreis umsatz zeilensumme bedrag totaal totaalbedrag omzet "
                            "regeltotaal totaalprijs "                                          },
    [TP_PURCHASE_CURRENCY] = {"currency", FALSE,
                           " currency currencycode wahrung währung waehrung valuta munt "
                              "munteenheid muntsoort "                                          },
    [TP_PURCHASE_KIND] = {"kind",     FALSE, " kind vorgang soort "                            },
};
G_STATIC_ASSERT (G_N_ELEMENTS (columns) == TP_PURCHASE_COLUMNS);

const char *
tp_purchase_column_name (TpPurchaseColumn column)
{
  return columns[column].name;
}

static int
column_of_header (const char *header)
{
  g_autofree char *key = tp_column_key (header);
  g_autofree char *word = g_strdup_printf (" %s ", key);
  for (int i = 0; i < TP_PURCHASE_COLUMNS && *key != '\0'; i++)
    if (strstr (columns[i].keys, word) != NULL)
      return i;
  return -1;
}

/* FALSE: no such field; *out_column is -1 for the one that leaves a column out. */
static gboolean
find_field (const char *name, int *out_column)
{
  *out_column = -1;
  for (int i = 0; i < TP_PURCHASE_COLUMNS; i++)
    if (strcmp (columns[i].name, name) == 0) {
      *out_column = i;
      return TRUE;
    }
  return *name == '\0';
}

/* Writes what the mapping says into `meanings`, one for each column of the file. */
static gboolean
apply_mapping (const char *mapping, const char *const *header, guint length, int *meanings,
               gboolean *mapped, GError **error)
{
  gboolean found = FALSE;
  int column = -1;
  const char *equals = strrchr (mapping, '=');
  g_autofree char *shown = tp_quote (mapping);
  if (equals == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("a mapping is column=field, not '%s'"), shown);
  g_autofree char *name = g_strndup (mapping, (gsize)(equals - mapping));
  g_autofree char *key = tp_column_key (name);
  g_autofree char *field = g_strstrip (g_strdup (equals + 1));
  if (!find_field (field, &column))
    return tp_error (
        error, TP_ERROR_INVALID,
        _ ("'%s': the fields of purchases are email, order, line, date, product, category, "
           "quantity, amount, currency and kind"),
        shown);
  for (guint i = 0; i < length; i++) {
    g_autofree char *other = tp_column_key (header[i]);
    if (strcmp (key, other) != 0)
      continue;
    meanings[i] = column;
    mapped[i] = found = TRUE;
  }
  return found ||
         tp_error (error, TP_ERROR_INVALID, _ ("'%s': the file has no such column"), shown);
}

static char *
list_header (const char *const *header, guint length)
{
  g_autoptr (GString) list = g_string_new (NULL);
  for (guint i = 0; i < MIN (length, NAMES_SHOWN); i++) {
    g_autofree char *shown = tp_quote (header[i]);
    g_string_append_printf (list, "%s'%s'", i > 0 ? ", " : "", shown);
  }
  return g_strdup (list->str);
}

static gboolean
check_wanted (const TpPurchaseColumns *found, const char *const *header, guint length,
              GError **error)
{
  for (int i = 0; i < TP_PURCHASE_COLUMNS; i++) {
    if (!columns[i].wanted || found->index[i] >= 0)
      continue;
    g_autofree char *list = list_header (header, length);
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("the file has no column '%s' (it has %s); name the one that is meant with "
                        "--map 'column=%s'"),
                     columns[i].name, list, columns[i].name);
  }
  return TRUE;
}

gboolean
tp_purchase_columns_find (const char *const *header, guint length, const char *const *map,
                          TpPurchaseColumns *out_columns, GError **error)
{
  g_autofree int *meanings = g_new (int, length);
  g_autofree gboolean *mapped = g_new0 (gboolean, length);
  gboolean taken[TP_PURCHASE_COLUMNS] = {FALSE}; /* by a mapping */
  for (guint i = 0; i < length; i++)
    meanings[i] = column_of_header (header[i]);
  for (guint i = 0; map != NULL && map[i] != NULL; i++)
    if (!apply_mapping (map[i], header, length, meanings, mapped, error))
      return FALSE;
  for (guint i = 0; i < length; i++)
    if (mapped[i] && meanings[i] >= 0)
      taken[meanings[i]] = TRUE;
  for (int i = 0; i < TP_PURCHASE_COLUMNS; i++)
    out_columns->index[i] = -1;
  for (guint i = 0; i < length; i++) {
    int column = meanings[i];
    if (column < 0 || (taken[column] && !mapped[i]))
      continue;
    int other = out_columns->index[column];
    if (other >= 0) {
      g_autofree char *one = tp_quote (header[other]), *two = tp_quote (header[i]);
      return tp_error (error, TP_ERROR_INVALID,
                       _ ("the columns '%s' and '%s' both mean %s; leave one out with --map "
                          "'column='"),
                       one, two, columns[column].name);
    }
    out_columns->index[column] = (int)i;
  }
  return check_wanted (out_columns, header, length, error);
}
