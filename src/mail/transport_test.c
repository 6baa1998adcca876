/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/transport.h"

#include "base/error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define MESSAGE "Subject: x\r\n\r\n.hello\r\n"

static void
test_reply (void)
{
  static const struct {
    const char *text, *want;
  } cases[] = {
      {NULL,                   ""                    },
      {"2.1.5 OK",             "2.1.5 OK"            },
      {"a\r\nb\tc\x1b[31m",    "a  b c [31m"         },
      {"b\xFCro",              "b\xEF\xBF\xBDro"     },
      {"Postfach überfüllt", "Postfach überfüllt"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpReply reply;
    tp_reply_set (&reply, TP_OUTCOME_PERMANENT, 550, "5.1.1", cases[i].text);
    g_assert_cmpstr (reply.text, ==, cases[i].want);
    g_assert_cmpstr (reply.enhanced, ==, "5.1.1");
    g_assert_cmpint (reply.code, ==, 550);
  }
  g_autoptr (GString) huge = g_string_new ("x");
  while (huge->len < 5000)
    g_string_append (huge, "€");
  TpReply reply;
  tp_reply_set (&reply, TP_OUTCOME_TEMPORARY, 450, "4.999.99999999999", huge->str);
  g_assert_cmpuint (strlen (reply.text), ==, 1021);
  g_assert_true (g_utf8_validate (reply.text, -1, NULL));
  g_assert_cmpuint (strlen (reply.enhanced), ==, 11);
}

static void
test_envelope (void)
{
  static const struct {
    const char *name, *from, *to, *want_enhanced;
  } cases[] = {
      {"plain",                    "a@x.de",          "b@y.de",                     "2.0.0"},
      {"null sender",              "",                "b@y.de",                     "2.0.0"},
      {"quoted",                   "a@x.de",          "\"b > c\"@y.de",             "2.0.0"},
      {"escaped quote",            "a@x.de",          "\"b\\\" c\"@y.de",           "2.0.0"},
      {"UTF-8",                    "a@x.de",          "müller@y.de",               "2.0.0"},
      {"no recipient",             "a@x.de",          "",                           "5.1.3"},
      {"no at",                    "a@x.de",          "b",                          "5.1.3"},
      {"command in the recipient", "a@x.de",          "b@y.de>\r\nRCPT TO:<c@z.de", "5.1.3"},
      {"command in quotes",        "a@x.de",          "\"b\r\nDATA\"@y.de",         "5.1.3"},
      {"bare LF",                  "a@x.de",          "b@y.de\n",                   "5.1.3"},
      {"parameter",                "a@x.de",          "b@y.de> NOTIFY=NEVER",       "5.1.3"},
      {"blank",                    "a@x.de",          "b @y.de",                    "5.1.3"},
      {"quote left open",          "a@x.de",          "\"b@y.de",                   "5.1.3"},
      {"escaped LF in quotes",     "a@x.de",          "\"b\\\n\"@y.de",             "5.1.3"},
      {"Latin-1",                  "a@x.de",          "m\xFCller@y.de",             "5.1.3"},
      {"command in the sender",    "a@x.de>\r\nDATA", "b@y.de",                     "5.1.7"},
      {"blank sender",             " ",               "b@y.de",                     "5.1.7"},
  };
  g_autoptr (TpTransport) transport = tp_transport_new_null ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    TpReply reply = tp_transport_send (transport, cases[i].from, cases[i].to, MESSAGE, 10);
    g_assert_cmpstr (reply.enhanced, ==, cases[i].want_enhanced);
  }
  g_autofree char *local = g_strnfill (300, 'b');
  g_autofree char *longest = g_strconcat (local, "@y.de", NULL);
  TpReply reply = tp_transport_send (transport, "", longest, MESSAGE, 10);
  g_assert_cmpint (reply.outcome, ==, TP_OUTCOME_PERMANENT);
  g_assert_cmpuint (tp_transport_count (transport, TP_OUTCOME_ACCEPTED), ==, 5);
  g_assert_cmpuint (tp_transport_count (transport, TP_OUTCOME_PERMANENT), ==, 13);
}

static void
note (const TpDelivery *delivery, const TpReply *reply, gpointer data)
{
  g_string_append_printf (data, "%s:%s:%d ", delivery->to, tp_outcome_name (reply->outcome),
                          reply->code);
}

/* A batch with a bad envelope in it: all are answered, late ones from wait. */
static void
test_scripted (void)
{
  static const TpScriptStep steps[] = {
      {"b@y.de", 1, TP_OUTCOME_TEMPORARY, 451, "4.3.0", "later",         FALSE},
      {"@z.de",  0, TP_OUTCOME_PERMANENT, 550, "5.1.1", "nobody",        FALSE},
      {"u@y.de", 0, TP_OUTCOME_UNCERTAIN, 0,   NULL,    "reply lost",    TRUE },
      {"w@y.de", 0, TP_OUTCOME_ACCEPTED,  250, NULL,    "after a while", TRUE },
  };
  static const TpDelivery deliveries[] = {
      {"a@x.de", "b@y.de",  MESSAGE, sizeof MESSAGE - 1, NULL},
      {"a@x.de", "u@y.de",  MESSAGE, sizeof MESSAGE - 1, NULL},
      {"a@x.de", "bad\r\n", MESSAGE, sizeof MESSAGE - 1, NULL},
      {"a@x.de", "b@y.de",  MESSAGE, sizeof MESSAGE - 1, NULL},
      {"a@x.de", "c@z.de",  MESSAGE, sizeof MESSAGE - 1, NULL},
      {"a@x.de", "w@y.de",  MESSAGE, sizeof MESSAGE - 1, NULL},
  };
  g_autoptr (TpTransport) transport = tp_transport_new_scripted (steps, G_N_ELEMENTS (steps));
  g_autoptr (GString) seen = g_string_new (NULL);
  gsize capacity = tp_transport_capacity (transport);
  tp_transport_submit (transport, deliveries, G_N_ELEMENTS (deliveries), note, seen);
  g_assert_cmpstr (seen->str, ==,
                   "b@y.de:temporary:451 bad\r\n:permanent:501 b@y.de:accepted:250 "
                   "c@z.de:permanent:550 ");
  g_assert_cmpuint (tp_transport_capacity (transport), ==, capacity - 2);
  g_string_truncate (seen, 0);
  g_assert_cmpuint (tp_transport_wait (transport, 1000), ==, 0);
  g_assert_cmpstr (seen->str, ==, "w@y.de:accepted:250 u@y.de:uncertain:0 ");
  g_assert_cmpuint (tp_transport_capacity (transport), ==, capacity);
  g_assert_cmpstr (tp_transport_scripted_get (transport, 4)->to, ==, "w@y.de");
  g_assert_cmpstr (tp_transport_scripted_get (transport, 4)->bytes, ==, MESSAGE);
  g_assert_null (tp_transport_scripted_get (transport, 5));
  TpReply reply = tp_transport_send (transport, "", "w@y.de", MESSAGE, 3);
  g_assert_cmpstr (reply.text, ==, "after a while");
}

static void
store_batch (const TpDelivery *deliveries, gsize n, TpReply *replies, gpointer data)
{
  GString *seen = data;
  for (gsize i = 0; i < n; i++) {
    g_string_append_printf (seen, "%s ", deliveries[i].to);
    if (!g_str_has_prefix (deliveries[i].to, "lost"))
      tp_reply_set (&replies[i], TP_OUTCOME_ACCEPTED, 250, NULL, "stored");
  }
}

static void
free_seen (gpointer data)
{
  g_string_append (data, "freed");
}

static void
test_callback (void)
{
  static const TpDelivery deliveries[] = {
      {"", "a@y.de",    MESSAGE, 5, NULL},
      {"", "lost@y.de", MESSAGE, 5, NULL},
  };
  g_autoptr (GString) stored = g_string_new (NULL);
  g_autoptr (GString) seen = g_string_new (NULL);
  TpTransport *transport = tp_transport_new_callback ("mailbox", store_batch, stored, free_seen);
  g_assert_cmpstr (tp_transport_name (transport), ==, "mailbox");
  tp_transport_submit (transport, deliveries, 2, note, seen);
  g_assert_cmpstr (seen->str, ==, "a@y.de:accepted:250 lost@y.de:temporary:451 ");
  tp_transport_free (transport);
  g_assert_cmpstr (stored->str, ==, "a@y.de lost@y.de freed");
}

static void
test_stream (void)
{
  int ends[2];
  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  g_autoptr (TpTransport) transport = tp_transport_new_stream (ends[1]);
  TpReply reply = tp_transport_send (transport, "a@x.de", "b@y.de", MESSAGE, strlen (MESSAGE));
  g_assert_cmpint (reply.outcome, ==, TP_OUTCOME_ACCEPTED);
  char text[500] = "";
  g_assert_cmpint (read (ends[0], text, sizeof text - 1), >, 0);
  g_assert_cmpstr (text, ==,
                   "MAIL FROM:<a@x.de>\r\nRCPT TO:<b@y.de>\r\nDATA\r\nSubject: x\r\n\r\n"
                   "..hello\r\n.\r\n");
  close (ends[0]);
  reply = tp_transport_send (transport, "a@x.de", "b@y.de", MESSAGE, strlen (MESSAGE));
  g_assert_cmpint (reply.outcome, ==, TP_OUTCOME_UNCERTAIN);
  close (ends[1]);
}

/* The names in a folder, hidden ones too; checks each mail in it. */
static guint
check_folder (const char *path, const char *want)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;
  for (const char *name; (name = g_dir_read_name (dir)) != NULL; n++) {
    g_assert_true (g_str_has_suffix (name, ".eml") && name[0] != '.');
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_autofree char *text = NULL;
    g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, want);
    g_unlink (file);
  }
  return n;
}

static void
test_folder (void)
{
  g_autofree char *base = g_dir_make_tmp ("tagpost-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (base, "out", "mail", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpTransport) first = tp_transport_new_folder (path, &error);
  g_autoptr (TpTransport) second = tp_transport_new_folder (path, &error);
  g_assert_no_error (error);
  TpDelivery deliveries[50];
  for (gsize i = 0; i < G_N_ELEMENTS (deliveries); i++)
    deliveries[i] = (TpDelivery){"a@x.de", "b@y.de", MESSAGE, strlen (MESSAGE), NULL};
  g_autoptr (GString) seen = g_string_new (NULL);
  tp_transport_submit (first, deliveries, G_N_ELEMENTS (deliveries), note, seen);
  tp_transport_submit (second, deliveries, G_N_ELEMENTS (deliveries), note, seen);
  g_assert_cmpuint (tp_transport_count (first, TP_OUTCOME_ACCEPTED), ==, 50);
  g_assert_cmpuint (tp_transport_count (second, TP_OUTCOME_ACCEPTED), ==, 50);
  const char *want = "Return-Path: <a@x.de>\r\nDelivered-To: b@y.de\r\n" MESSAGE;
  g_assert_cmpuint (check_folder (path, want), ==, 100);

  struct stat status;
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0077, ==, 0);
  g_rmdir (path);
  TpReply reply = tp_transport_send (first, "", "b@y.de", MESSAGE, 5);
  g_assert_cmpint (reply.outcome, ==, TP_OUTCOME_TEMPORARY);
  g_autofree char *parent = g_build_filename (base, "out", NULL);
  g_rmdir (parent);
  g_rmdir (base);
}

/* A file that grows past a limit fails as a full disk does: half a mail must not stay. */
static void
test_folder_write_fails (void)
{
  g_autofree char *path = g_dir_make_tmp ("tagpost-XXXXXX", NULL);
  g_autoptr (TpTransport) transport = tp_transport_new_folder (path, NULL);
  gsize length = 1 << 20;
  g_autofree char *bytes = g_strnfill (length, 'x');
  struct rlimit before, limit;
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 4096;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  TpReply reply = tp_transport_send (transport, "", "b@y.de", bytes, length);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_cmpint (reply.outcome, ==, TP_OUTCOME_TEMPORARY);
  g_assert_cmpint (reply.code, ==, 451);
  g_assert_cmpuint (check_folder (path, ""), ==, 0);
  g_rmdir (path);
}

static void
test_folder_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (tp_transport_new_folder ("/dev/null/mail", &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_assert_true (strstr (error->message, "'/dev/null/mail'") != NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/transport/reply", test_reply);
  g_test_add_func ("/transport/envelope", test_envelope);
  g_test_add_func ("/transport/scripted", test_scripted);
  g_test_add_func ("/transport/callback", test_callback);
  g_test_add_func ("/transport/stream", test_stream);
  g_test_add_func ("/transport/folder", test_folder);
  g_test_add_func ("/transport/folder write fails", test_folder_write_fails);
  g_test_add_func ("/transport/folder refused", test_folder_refused);
  return g_test_run ();
}
