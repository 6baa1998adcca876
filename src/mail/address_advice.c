/* SPDX-License-Identifier: Apache-2.0 */
/* A domain that the tables know is looked up and done. Another one is compared with the
 * unmistakable providers: one letter too many, too few, wrong or swapped with its neighbour, in the
 * name but not in the first letter, which people rarely miss. That takes one look from both ends
 * instead of a matrix. What is further off must stand in the table of corrections.
 *
 * The facts are in address_advice_table.c. */
#include "mail/address_advice.h"

#include "base/error.h"
#include "base/i18n.h"
#include "mail/address_advice_table.h"

#include <stdlib.h>
#include <string.h>

struct TpAddressAdviser {
  GHashTable *throwaways; /* domain -> itself; from the file */
  GHashTable *reals;      /* likewise */
};

/* The first member of each row of each table is the text it is sorted by. */
static int
compare_row (const void *key, const void *row)
{
  return strcmp (key, *(const char *const *)row);
}

#define FIND(key, rows, n) bsearch (key, rows, n, sizeof *(rows), compare_row)

static const TpAdviceProvider *
find_provider (const char *domain)
{
  return FIND (domain, tp_advice_providers, tp_advice_n_providers);
}

static char *
parse_line (const char *line, gboolean *out_real, GError **error)
{
  const char *comment = strchr (line, '#');
  gsize length = comment != NULL ? (gsize)(comment - line) : strlen (line);
  g_autofree char *text = g_strstrip (g_strndup (line, length));
  *out_real = *text == '!';
  const char *domain = *out_real ? text + 1 : text;
  return *text == '\0' ? g_strdup ("") : tp_domain_parse (domain, -1, error);
}

static gboolean
load (TpAddressAdviser *self, const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  if (file == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("cannot read the file '%s'"), path);
  gsize length = g_mapped_file_get_length (file);
  if (length > TP_ADVICE_FILE_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the file '%s' is larger than %d octets"), path,
                     TP_ADVICE_FILE_MAX);
  const char *text = g_mapped_file_get_contents (file);
  const char *end = text + length;
  for (guint number = 1; text < end; number++) {
    const char *lf = memchr (text, '\n', (gsize)(end - text));
    g_autofree char *line = g_strndup (text, (gsize)((lf != NULL ? lf : end) - text));
    g_autoptr (GError) fault = NULL;
    gboolean real = FALSE;
    g_autofree char *domain = parse_line (line, &real, &fault);
    if (domain == NULL)
      return tp_error (error, TP_ERROR_INVALID, _ ("line %u of '%s': %s"), number, path,
                       fault->message);
    if (*domain != '\0')
      g_hash_table_add (real ? self->reals : self->throwaways, g_steal_pointer (&domain));
    text = lf != NULL ? lf + 1 : end;
  }
  return TRUE;
}

TpAddressAdviser *
tp_address_adviser_new (const char *path, GError **error)
{
  g_autoptr (TpAddressAdviser) self = g_new0 (TpAddressAdviser, 1);
  self->throwaways = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->reals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (path != NULL && !load (self, path, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tp_address_adviser_free (TpAddressAdviser *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->throwaways);
  g_hash_table_unref (self->reals);
  g_free (self);
}

/* A throw-away provider's subdomains are throw-away too. */
static gboolean
is_throwaway (const TpAddressAdviser *self, const char *domain)
{
  for (const char *part = domain; part != NULL;) {
    if (FIND (part, tp_advice_throwaways, tp_advice_n_throwaways) != NULL ||
        g_hash_table_contains (self->throwaways, part))
      return TRUE;
    part = strchr (part, '.');
    part = part != NULL ? part + 1 : NULL;
  }
  return FALSE;
}

/* 'info+shop' is the role 'info'. */
static gboolean
is_role (const char *key)
{
  char role[TP_ADDRESS_LOCAL_MAX + 1];
  gsize length = strcspn (key, "+@");
  if (length > TP_ADDRESS_LOCAL_MAX)
    return FALSE;
  memcpy (role, key, length);
  role[length] = '\0';
  return FIND (role, tp_advice_roles, tp_advice_n_roles) != NULL;
}

/* Whether two texts of that length are one typing error apart. The first letter must be right, or
 * swapped with the second. */
static gboolean
is_one_slip (const char *a, gsize na, const char *b, gsize nb)
{
  gsize front = 0, back = 0, shorter = MIN (na, nb), longer = MAX (na, nb);
  if (longer - shorter > 1)
    return FALSE;
  while (front < shorter && a[front] == b[front])
    front++;
  while (back < shorter - front && a[na - 1 - back] == b[nb - 1 - back])
    back++;
  gsize differ = longer - front - back;
  if (differ == 2 && na == nb)
    return a[front] == b[front + 1] && a[front + 1] == b[front];
  return differ == 1 && front > 0;
}

static const char *
find_slip (const char *domain)
{
  gsize name = strcspn (domain, ".");
  for (gsize i = 0; i < tp_advice_n_providers; i++) {
    const TpAdviceProvider *provider = &tp_advice_providers[i];
    const char *right = provider->domain;
    if (!provider->is_unmistakable ||
        (domain[0] != right[0] && (domain[0] != right[1] || domain[1] != right[0])))
      continue;
    gsize length = strcspn (right, ".");
    if (strcmp (domain + name, right + length) == 0 && is_one_slip (domain, name, right, length))
      return right;
  }
  return NULL;
}

/* The domain with a mistyped end put right; FALSE when its end is none of those. */
static gboolean
correct_top (const char *domain, char *out_domain, gsize size, gboolean *out_never_real)
{
  const char *dot = strchr (domain, '.');
  const TpAdviceCorrection *top = FIND (dot + 1, tp_advice_tops, tp_advice_n_tops);
  if (top == NULL && (dot = strrchr (domain, '.')) != NULL)
    top = FIND (dot + 1, tp_advice_tops, tp_advice_n_tops);
  if (top == NULL)
    return FALSE;
  g_snprintf (out_domain, size, "%.*s.%s", (int)(dot - domain), domain, top->right);
  *out_never_real = top->is_never_real;
  return TRUE;
}

/* Writes the domain that was probably meant, or "". */
static void
suggest_domain (const char *domain, char *out_domain, gsize size)
{
  char corrected[TP_DOMAIN_LENGTH_MAX + 8];
  gboolean never_real = FALSE;
  *out_domain = '\0';
  const TpAdviceCorrection *row = FIND (domain, tp_advice_domains, tp_advice_n_domains);
  const char *meant = row != NULL ? row->right : find_slip (domain);
  if (meant == NULL && correct_top (domain, corrected, sizeof corrected, &never_real)) {
    row = FIND (corrected, tp_advice_domains, tp_advice_n_domains);
    meant = row != NULL ? row->right : find_slip (corrected);
    if (meant == NULL && (never_real || find_provider (corrected) != NULL))
      meant = corrected;
  }
  if (meant != NULL)
    g_strlcpy (out_domain, meant, size);
}

TpAddressAdvice
tp_address_advise (const TpAddressAdviser *self, const TpAddress *address)
{
  TpAddressAdvice advice = {.suggestion = ""};
  char domain[TP_DOMAIN_LENGTH_MAX + 8];
  advice.is_role = is_role (address->key);
  advice.is_private = find_provider (address->domain) != NULL;
  if (advice.is_private || g_hash_table_contains (self->reals, address->domain))
    return advice;
  advice.is_throwaway = is_throwaway (self, address->domain);
  if (advice.is_throwaway)
    return advice;
  suggest_domain (address->domain, domain, sizeof domain);
  if (*domain != '\0' && strlen (address->local) + 1 + strlen (domain) <= TP_ADDRESS_LENGTH_MAX)
    g_snprintf (advice.suggestion, sizeof advice.suggestion, "%s@%s", address->local, domain);
  return advice;
}
