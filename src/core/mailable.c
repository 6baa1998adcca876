/* SPDX-License-Identifier: Apache-2.0 */
/* The rule stands twice: as judge() for messages about to leave, and in SQL for sets
 * (sql/mailable.sql), where a row a contact would be too much; mailable_test.c holds each to the
 * other. To add a reason: a number at the end of TpMailable, a row in reasons[], and its place in
 * both. */
#include "core/mailable.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/contact.h"
#include "core/members.h"

#include <string.h>

static const struct {
  const char *name, *text;
} reasons[] = {
    [TP_MAILABLE] = {"mailable",      N_ ("can be mailed")                },
    [TP_MAILABLE_NO_PERMISSION] = {"no_permission", N_ ("no permission")                },
    [TP_MAILABLE_UNSUBSCRIBED] = {"unsubscribed",  N_ ("unsubscribed")                 },
    [TP_MAILABLE_SUPPRESSED] = {"suppressed",    N_ ("address is blocked")           },
    [TP_MAILABLE_ERASED] = {"erased",        N_ ("erased")                       },
    [TP_MAILABLE_ARCHIVED] = {"archived",      N_ ("archived")                     },
    [TP_MAILABLE_MERGED] = {"merged",        N_ ("merged into another contact")  },
    [TP_MAILABLE_NO_ADDRESS] = {"no_address",    N_ ("no e-mail address")            },
    [TP_MAILABLE_CAPPED] = {"capped",        N_ ("has had enough mail for now")  },
    [TP_MAILABLE_NOT_RENDERED] = {"not_rendered",  N_ ("the mail could not be written")},
    [TP_MAILABLE_CANCELLED] = {"cancelled",     N_ ("cancelled")                    },
};
G_STATIC_ASSERT (G_N_ELEMENTS (reasons) == TP_MAILABLES);

const char *
tp_mailable_name (TpMailable reason)
{
  return (guint)reason < TP_MAILABLES ? reasons[reason].name : "unknown";
}

const char *
tp_mailable_text (TpMailable reason)
{
  return (guint)reason < TP_MAILABLES ? _ (reasons[reason].text) : "";
}

static gboolean
check_purpose (TpSegmentPurpose purpose, GError **error)
{
  return purpose <= TP_SEGMENT_PURPOSE_INTERNAL ||
         tp_error (error, TP_ERROR_INVALID, _ ("'%s' is not a purpose of mails"),
                   tp_segment_purpose_name (purpose));
}

static gboolean
needs_confirmed (TpSegmentPurpose purpose, gint64 list)
{
  return list != 0 || purpose == TP_SEGMENT_PURPOSE_NEWSLETTER ||
         purpose == TP_SEGMENT_PURPOSE_OFFERS;
}

/* What is known of a contact. */
typedef struct {
  gint64 contact;
  int state;
  TpSegmentPermission permission; /* for the purpose, or on the list, in the same numbers */
  char *address;                  /* key of the chosen one, or NULL */
} Facts;

static void
facts_free (Facts *facts)
{
  g_free (facts->address);
  g_free (facts);
}

/* Contact → Facts. */
static GHashTable *
load_facts (TpConn *conn, TpSegmentPurpose purpose, gint64 list, const TpMailableCheck *checks,
            gsize length, GError **error)
{
  g_autoptr (GHashTable) found =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)facts_free);
  g_autofree gint64 *contacts = g_new (gint64, length);
  g_autoptr (GError) local = NULL;
  for (gsize i = 0; i < length; i++)
    contacts[i] = checks[i].contact;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_MAILABLE_CONTACTS, &local, "aii",
                                           (const gint64 *)contacts, length, (gint64)purpose, list);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Facts *facts = g_new0 (Facts, 1);
    facts->contact = tp_rows_int64 (rows, 0);
    facts->state = (int)tp_rows_int64 (rows, 1);
    facts->permission = tp_rows_is_null (rows, 2) ? TP_SEGMENT_PERMISSION_UNKNOWN
                                                  : (TpSegmentPermission)tp_rows_int64 (rows, 2);
    facts->address = g_strdup (tp_rows_text (rows, 3));
    g_hash_table_replace (found, &facts->contact, facts);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&found) : NULL;
}

/* The texts of the first column of a query over keys, each with the number of the second (0 when
 * the query has one column). */
static GHashTable *
look_up_keys (TpConn *conn, TpSql sql, GPtrArray *keys, gboolean numbers, GError **error)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) local = NULL;
  if (keys->len == 0)
    return g_steal_pointer (&found);
  g_autoptr (TpRows) rows = tp_conn_query (
      conn, sql, &local, "t", (const char *const *)(gpointer)keys->pdata, (gsize)keys->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 number = numbers ? tp_rows_int64 (rows, 1) : 0;
    g_hash_table_replace (found, g_strdup (tp_rows_text (rows, 0)),
                          g_memdup2 (&number, sizeof number));
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&found) : NULL;
}

/* "*@example.com". (transfer full) */
static char *
domain_block (const char *key)
{
  const char *at = strrchr (key, '@');
  return g_strconcat ("*", at != NULL ? at : "@", NULL);
}

typedef struct {
  GHashTable *facts;      /* contact → Facts */
  GHashTable *owners;     /* key → contact, of the named addresses */
  GHashTable *suppressed; /* keys and domain blocks */
  gboolean needs_confirmed;
} Knowledge;

static void
knowledge_clear (Knowledge *known)
{
  g_clear_pointer (&known->facts, g_hash_table_unref);
  g_clear_pointer (&known->owners, g_hash_table_unref);
  g_clear_pointer (&known->suppressed, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Knowledge, knowledge_clear)

/* The key to be written to: the named one, or the chosen one; NULL when it is not the contact's. */
static const char *
address_of (const Knowledge *known, const Facts *facts, const TpMailableCheck *check)
{
  if (check->address == NULL || g_strcmp0 (check->address, facts->address) == 0)
    return facts->address;
  const gint64 *owner = g_hash_table_lookup (known->owners, check->address);
  return owner != NULL && *owner == check->contact ? check->address : NULL;
}

static gboolean
is_suppressed (const Knowledge *known, const char *key)
{
  g_autofree char *domain = domain_block (key);
  return g_hash_table_contains (known->suppressed, key) ||
         g_hash_table_contains (known->suppressed, domain);
}

static TpMailable
judge (const Knowledge *known, const TpMailableCheck *check)
{
  const Facts *facts = g_hash_table_lookup (known->facts, &check->contact);
  if (facts == NULL || (facts->state != TP_CONTACT_LIVE && facts->state != TP_CONTACT_ARCHIVED &&
                        facts->state != TP_CONTACT_MERGED))
    return TP_MAILABLE_ERASED;
  if (facts->state == TP_CONTACT_MERGED)
    return TP_MAILABLE_MERGED;
  if (facts->state == TP_CONTACT_ARCHIVED)
    return TP_MAILABLE_ARCHIVED;
  const char *key = address_of (known, facts, check);
  if (key == NULL)
    return TP_MAILABLE_NO_ADDRESS;
  if (is_suppressed (known, key))
    return TP_MAILABLE_SUPPRESSED;
  if (facts->permission == TP_SEGMENT_PERMISSION_WITHDRAWN)
    return TP_MAILABLE_UNSUBSCRIBED;
  return facts->permission == TP_SEGMENT_PERMISSION_CONFIRMED || !known->needs_confirmed
             ? TP_MAILABLE
             : TP_MAILABLE_NO_PERMISSION;
}

static gboolean
learn_addresses (TpConn *conn, Knowledge *known, const TpMailableCheck *checks, gsize length,
                 GError **error)
{
  g_autoptr (GPtrArray) named = g_ptr_array_new ();
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) domains = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; i < length; i++) {
    const Facts *facts = g_hash_table_lookup (known->facts, &checks[i].contact);
    const char *key = checks[i].address;
    if (key == NULL && facts != NULL)
      key = facts->address;
    else if (key != NULL && (facts == NULL || g_strcmp0 (key, facts->address) != 0))
      g_ptr_array_add (named, (gpointer)key);
    if (key == NULL)
      continue;
    g_autofree char *domain = domain_block (key);
    g_ptr_array_add (keys, g_strdup (key));
    if (g_hash_table_contains (domains, domain))
      continue;
    g_hash_table_add (domains, domain);
    g_ptr_array_add (keys, g_steal_pointer (&domain));
  }
  known->owners = look_up_keys (conn, TP_SQL_MAILABLE_OWNERS, named, TRUE, error);
  if (known->owners == NULL)
    return FALSE;
  known->suppressed = look_up_keys (conn, TP_SQL_MAILABLE_SUPPRESSED, keys, FALSE, error);
  return known->suppressed != NULL;
}

gboolean
tp_mailable_check (TpConn *conn, TpSegmentPurpose purpose, gint64 list, TpMailableCheck *checks,
                   gsize length, GError **error)
{
  g_auto (Knowledge) known = {.needs_confirmed = needs_confirmed (purpose, list)};
  g_assert (length <= TP_MAILABLE_MANY);
  if (!check_purpose (purpose, error))
    return FALSE;
  known.facts = load_facts (conn, purpose, list, checks, length, error);
  if (known.facts == NULL || !learn_addresses (conn, &known, checks, length, error))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    checks[i].mailable = judge (&known, &checks[i]);
  return TRUE;
}

TpIdSet *
tp_mailable_set (TpConn *conn, TpSegmentPurpose purpose, gint64 list, const TpIdSet *contacts,
                 guint64 out_counts[TP_MAILABLES], GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpIdSet) mailable = tp_id_set_copy (contacts);
  g_autoptr (TpIdSet) rest = tp_id_set_new (tp_id_set_block (contacts));
  g_autoptr (GArray) numbers = tp_members_numbers (contacts);
  if (!check_purpose (purpose, error))
    return NULL;
  g_autoptr (TpRows) rows = tp_conn_query (
      conn, TP_SQL_MAILABLE_SET, &local, "aiii", (const gint64 *)(gpointer)numbers->data,
      (gsize)numbers->len, (gint64)purpose, list, (gint64)needs_confirmed (purpose, list));
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 reason = tp_rows_int64 (rows, 1);
    tp_id_set_add (rest, (guint32)tp_rows_int64 (rows, 0));
    if (out_counts != NULL && reason > 0 && reason < TP_MAILABLES)
      out_counts[reason]++;
  }
  if (!tp_rows_ended (&local, error))
    return NULL;
  tp_id_set_subtract (mailable, rest);
  if (out_counts != NULL)
    out_counts[TP_MAILABLE] += tp_id_set_count (mailable);
  return g_steal_pointer (&mailable);
}
