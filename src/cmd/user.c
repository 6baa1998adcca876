/* SPDX-License-Identifier: Apache-2.0 */
#include "core/user.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/secret.h"
#include "base/table.h"
#include "base/time.h"
#include "cmd/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PASSWORD_FILE_MAX 4096

/* The first line of a file, or of stdin for "-". (transfer full) */
static char *
read_password (const char *path, GError **error)
{
  char buffer[PASSWORD_FILE_MAX];
  gsize length = 0;
  gssize got = 0;
  int fd = strcmp (path, "-") == 0 ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  while (fd >= 0 && length < sizeof buffer - 1 &&
         (got = read (fd, buffer + length, sizeof buffer - 1 - length)) > 0)
    length += (gsize)got;
  if (fd < 0 || got < 0) {
    tp_error (error, TP_ERROR_INVALID, _ ("cannot read the password file '%s': %s"), path,
              g_strerror (errno));
    if (fd > STDIN_FILENO)
      close (fd);
    return NULL;
  }
  if (fd > STDIN_FILENO)
    close (fd);
  buffer[length] = '\0';
  buffer[strcspn (buffer, "\r\n")] = '\0';
  char *password = g_strdup (buffer);
  tp_secret_wipe (buffer, sizeof buffer);
  return password;
}

/* The hash of the password in the file that the option names. (transfer full) */
static char *
hash_password (TpCommandLine *line, const char *email, GError **error)
{
  const char *path = tp_command_option (line, "password-file");
  if (path == NULL) {
    tp_error (error, TP_ERROR_INVALID, _ ("--password-file is needed ('-' reads stdin)"));
    return NULL;
  }
  g_autofree char *password = read_password (path, error);
  if (password == NULL)
    return NULL;
  g_autoptr (TpHasher) hasher = tp_hasher_new (1);
  char *hash = tp_user_hash (hasher, email, password, error);
  tp_secret_wipe (password, strlen (password));
  return hash;
}

static gboolean
answer_id (TpCommandLine *line, TpAccount *account, gint64 id)
{
  g_autofree char *public_id = tp_account_public_id (account, TP_THING_USER, id);
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s}", "id", public_id));
  return TRUE;
}

/* Without --role the first user is the owner and others are editors. */
static gboolean
choose_role (TpCommandLine *line, TpConn *conn, TpRole *out_role, GError **error)
{
  const char *text = tp_command_option (line, "role");
  gint64 count = 0;
  if (text != NULL)
    return tp_role_parse (text, out_role, error);
  if (!tp_user_count (conn, &count, error))
    return FALSE;
  *out_role = count == 0 ? TP_ROLE_OWNER : TP_ROLE_EDITOR;
  return TRUE;
}

static gboolean
add_user (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  const char *email = tp_command_argument (line, 0);
  TpRole role = TP_ROLE_EDITOR;
  gint64 id = 0;
  g_autofree char *hash = account != NULL ? hash_password (line, email, error) : NULL;
  g_autoptr (TpChange) change =
      hash != NULL ? tp_change_begin (account, tp_command_actor, NULL, error) : NULL;
  if (change == NULL || !choose_role (line, tp_change_conn (change), &role, error) ||
      !tp_user_add (change, email, tp_command_option (line, "name"), role, NULL, hash, &id,
                    error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  tp_command_print (line, _ ("%s added as %s\n"), email, tp_role_name (role));
  return answer_id (line, account, id);
}

static json_t *
json_of (TpAccount *account, const TpUser *user)
{
  g_autofree char *id = tp_account_public_id (account, TP_THING_USER, user->id);
  g_autofree char *created = tp_time_format_rfc3339 (user->created_at);
  return json_pack ("{s:s, s:s, s:s?, s:s, s:s?, s:s}", "id", id, "email", user->email, "name",
                    user->name, "role", tp_role_name (user->role), "language", user->language,
                    "created_at", created);
}

static void
print_users (TpCommandLine *line, const GPtrArray *users)
{
  const TpTableColumn columns[] = {
      {_ ("e-mail"), FALSE},
      {_ ("name"),   FALSE},
      {_ ("role"),   FALSE}
  };
  g_autoptr (TpTable) table = tp_table_new (columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < users->len; i++) {
    const TpUser *user = users->pdata[i];
    const char *const cells[] = {user->email, user->name, tp_role_name (user->role)};
    tp_table_add (table, cells);
  }
  g_autofree char *text = tp_table_format (table);
  tp_command_print (line, "%s", text);
}

static gboolean
list_users (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpConn) conn = account != NULL ? tp_db_read (tp_account_db (account), error) : NULL;
  g_autoptr (GPtrArray) users = conn != NULL ? tp_user_list (conn, error) : NULL;
  if (users == NULL)
    return FALSE;
  if (!tp_command_is_json (line)) {
    print_users (line, users);
    return TRUE;
  }
  json_t *items = json_array ();
  for (guint i = 0; i < users->len; i++)
    json_array_append_new (items, json_of (account, users->pdata[i]));
  tp_command_print_json (line, json_pack ("{s:o}", "users", items));
  return TRUE;
}

/* (transfer full) */
static TpUser *
get_by_email (TpConn *conn, const char *email, GError **error)
{
  g_autoptr (GError) local = NULL;
  TpUser *user = tp_user_find (conn, email, &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (user == NULL)
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("no user '%s'"), email);
  return user;
}

static gboolean
remove_user (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpChange) change =
      account != NULL ? tp_change_begin (account, tp_command_actor, NULL, error) : NULL;
  g_autoptr (TpUser) user =
      change != NULL ? get_by_email (tp_change_conn (change), tp_command_argument (line, 0), error)
                     : NULL;
  return user != NULL && tp_user_remove (change, user->id, error) &&
         tp_change_commit (&change, NULL, error) && answer_id (line, account, user->id);
}

static gboolean
set_password (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  const char *email = tp_command_argument (line, 0);
  g_autofree char *hash = account != NULL ? hash_password (line, email, error) : NULL;
  g_autoptr (TpChange) change =
      hash != NULL ? tp_change_begin (account, tp_command_actor, NULL, error) : NULL;
  g_autoptr (TpUser) user =
      change != NULL ? get_by_email (tp_change_conn (change), email, error) : NULL;
  return user != NULL && tp_user_set_password (change, user->id, hash, error) &&
         tp_change_commit (&change, NULL, error) && answer_id (line, account, user->id);
}

/* clang-format off */
static const TpOption add_options[] = {
    {"password-file", N_ ("FILE"), FALSE,
     N_ ("a file whose first line is the password; '-' reads stdin")},
    {"role", N_ ("ROLE"), FALSE, N_ ("owner, admin, editor or reader")},
    {"name", N_ ("NAME"), FALSE, N_ ("the person's name")},
    {NULL},
};

static const TpOption password_options[] = {
    {"password-file", N_ ("FILE"), FALSE,
     N_ ("a file whose first line is the password; '-' reads stdin")},
    {NULL},
};

const TpCommand tp_commands_user[] = {
    {"user add", "EMAIL --password-file FILE [--role ROLE]",
     N_ ("add someone who works with Tagpost; the first is the owner"), add_options, 1, 1,
     add_user},
    {"user list", "", N_ ("who works with Tagpost"), NULL, 0, 0, list_users},
    {"user password", "EMAIL --password-file FILE",
     N_ ("give a user another password; its sessions end"), password_options, 1, 1, set_password},
    {"user remove", "EMAIL", N_ ("remove a user with its sessions and tokens"), NULL, 1, 1,
     remove_user},
    {NULL},
};
/* clang-format on */
