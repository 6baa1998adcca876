/* SPDX-License-Identifier: Apache-2.0 */
#include "http/multipart.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"

#define DISPOSITION "Content-Disposition: form-data; "
#define FIELD(name, value) "--b\r\n" DISPOSITION "name=\"" name "\"\r\n\r\n" value "\r\n"
#define UPLOAD(file_name, value)                                                                   \
  "--b\r\n" DISPOSITION "name=\"f\"; filename=\"" file_name                                        \
  "\"\r\nContent-Type: text/csv; charset=x\r\n\r\n" value "\r\n"
#define END "--b--\r\n"

/* What a form came out as: fields "name=value", files "name:file name:type=content", joined by "|".
 */
static char *
show (const TpMultipart *multipart)
{
  GString *text = g_string_new (NULL);
  const TpForm *form = tp_multipart_form (multipart);
  for (gsize i = 0; i < tp_form_length (form); i++)
    g_string_append_printf (text, "%s=%s|", tp_form_name (form, i), tp_form_value (form, i));
  const TpUpload *upload = tp_multipart_upload (multipart, "f");
  if (upload != NULL) {
    char content[100] = "";
    g_assert_cmpint (upload->length, <, (gint64)sizeof content);
    g_assert_cmpint (read (upload->fd, content, sizeof content), ==, upload->length);
    g_string_append_printf (text, "%s:%s:%s=%s|", upload->field, upload->file_name,
                            upload->content_type, content);
  }
  return g_string_free (text, FALSE);
}

static char *
parse (const char *body, gsize length, gsize step, GError **error)
{
  g_autoptr (TpMultipart) multipart =
      tp_multipart_new ("multipart/form-data; boundary=b", NULL, error);
  for (gsize at = 0; at < length; at += step)
    if (!tp_multipart_feed (multipart, body + at, MIN (step, length - at), error))
      return NULL;
  return tp_multipart_finish (multipart, error) ? show (multipart) : NULL;
}

/* clang-format off */
static const struct {
  const char *name;
  const char *body;
  const char *want; /* NULL: refused */
} cases[] = {
    {"one field", FIELD ("a", "1") END, "a=1|"},
    {"two fields", FIELD ("a", "1") FIELD ("b", "x\r\ny") END, "a=1|b=x\r\ny|"},
    {"empty value", FIELD ("a", "") END, "a=|"},
    {"no parts", END, ""},
    {"preamble and epilogue", "hello\r\n" FIELD ("a", "1") END "bye\r\n--b\r\n", "a=1|"},
    {"blanks after the boundary", "--b \t\r\n" DISPOSITION "name=a\r\n\r\n1\r\n" END, "a=1|"},
    {"value like a boundary", FIELD ("a", "\r\n--\r\n-b--\r\n--c") END, "a=\r\n--\r\n-b--\r\n--c|"},
    {"file", UPLOAD ("x.csv", "a;b") END, "f:x.csv:text/csv=a;b|"},
    {"empty file", UPLOAD ("x.csv", "") END, "f:x.csv:text/csv=|"},
    {"no file chosen", UPLOAD ("", "") FIELD ("a", "1") END, "a=1|"},
    {"path in the name", UPLOAD ("../../etc/passwd", "x") END, "f:passwd:text/csv=x|"},
    {"Windows path", UPLOAD ("C:\\dir\\x.csv", "x") END, "f:x.csv:text/csv=x|"},
    {"name is a path's end", UPLOAD ("dir/", "x") END, "f:file:text/csv=x|"},
    {"quote in the name", UPLOAD ("a\\\"b.csv", "x") END, "f:a\"b.csv:text/csv=x|"},
    {"right-to-left mark", UPLOAD ("a\u202egpj.exe", "x") END, "f:agpj.exe:text/csv=x|"},
    {"control characters", UPLOAD ("a\tb\x01.csv", "x") END, "f:ab.csv:text/csv=x|"},
    {"Latin-1 name", UPLOAD ("\xe4.csv", "x") END, "f:\ufffd.csv:text/csv=x|"},
    {"header case", "--b\r\nCONTENT-DISPOSITION: Form-Data; NAME=\"a\"\r\n\r\n1\r\n" END, "a=1|"},
    {"no type", "--b\r\n" DISPOSITION "name=f; filename=x\r\n\r\n1\r\n" END,
     "f:x:application/octet-stream=1|"},
    {"empty", "", NULL},
    {"no end", FIELD ("a", "1"), NULL},
    {"cut in the end", FIELD ("a", "1") "--b-", NULL},
    {"cut in a value", "--b\r\n" DISPOSITION "name=a\r\n\r\n1", NULL},
    {"cut in headers", "--b\r\n" DISPOSITION "name=a\r\n", NULL},
    {"no headers", "--b\r\n\r\n1\r\n" END, NULL},
    {"no name", "--b\r\n" DISPOSITION "\r\n\r\n1\r\n" END, NULL},
    {"no disposition", "--b\r\nContent-Type: text/plain\r\n\r\n1\r\n" END, NULL},
    {"attachment", "--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n" END, NULL},
    {"base64", "--b\r\n" DISPOSITION
               "name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n1\r\n" END, NULL},
    {"not a header", "--b\r\n" DISPOSITION "name=a\r\nrubbish\r\n\r\n1\r\n" END, NULL},
    {"other text after the boundary", FIELD ("a", "1") "--bc\r\n" END, NULL},
    {"invalid UTF-8", FIELD ("a", "\xff") END, NULL},
};
/* clang-format on */

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize step = 1; step < 200; step += step < 8 ? 1 : 31) {
      g_autoptr (GError) error = NULL;
      g_autofree char *got = parse (cases[i].body, strlen (cases[i].body), step, &error);
      if (g_strcmp0 (got, cases[i].want) != 0)
        g_test_message ("%s, step %zu", cases[i].name, step);
      g_assert_cmpstr (got, ==, cases[i].want);
      if (cases[i].want == NULL)
        g_assert_cmpint (tp_error_code (error), ==, TP_ERROR_INVALID);
    }
}

static void
test_nul (void)
{
  static const char in_field[] = FIELD ("a", "1\0002") END;
  g_autoptr (GError) error = NULL;
  g_assert_null (parse (in_field, sizeof in_field - 1, 1000, &error));
  static const char in_header[] = "--b\r\n" DISPOSITION "name=\"a\0b\"\r\n\r\n1\r\n" END;
  g_autoptr (GError) header_error = NULL;
  g_assert_null (parse (in_header, sizeof in_header - 1, 1000, &header_error));
}

static void
test_boundaries (void)
{
  static const char *const bad[] = {
      "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
      "multipart/form-data; boundary=\"a\rb\"",
      "multipart/form-data; boundary="
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (tp_multipart_new (bad[i], NULL, NULL));
  static const char *const good[] = {"multipart/form-data; boundary=\"a b\"",
                                     "multipart/form-data; charset=utf-8; Boundary=----Web"};
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (TpMultipart) multipart = tp_multipart_new (good[i], NULL, NULL);
    g_assert_nonnull (multipart);
  }
}

static void
assert_limit (const char *head, const char *filler, guint times)
{
  g_autoptr (TpMultipart) multipart =
      tp_multipart_new ("multipart/form-data; boundary=b", NULL, NULL);
  g_autoptr (GError) error = NULL;
  gboolean ok = tp_multipart_feed (multipart, head, strlen (head), &error);
  for (guint i = 0; i < times && ok; i++)
    ok = tp_multipart_feed (multipart, filler, strlen (filler), &error);
  g_assert_false (ok);
  g_assert_cmpint (tp_error_code (error), ==, TP_ERROR_LIMIT);
  g_autoptr (GError) again = NULL;
  g_assert_false (tp_multipart_finish (multipart, &again));
  g_assert_cmpint (tp_error_code (again), ==, TP_ERROR_LIMIT);
}

static void
test_limits (void)
{
  assert_limit ("", FIELD ("a", "1"), TP_MULTIPART_PARTS_MAX + 2);
  assert_limit ("", UPLOAD ("x", "1"), TP_MULTIPART_FILES_MAX + 2);
  assert_limit ("--b\r\n", "X-Long: 0123456789012345678901234567890123456789\r\n", 200);
  assert_limit ("--b\r\n" DISPOSITION "name=a\r\n\r\n", "0123456789abcdef",
                TP_MULTIPART_FIELD_MAX / 16 + 20);
}

static void
test_large_file (void)
{
  g_autoptr (TpMultipart) multipart =
      tp_multipart_new ("multipart/form-data; boundary=b", NULL, NULL);
  static const char head[] = "--b\r\n" DISPOSITION "name=f; filename=big\r\n\r\n";
  static const char end[] = "\r\n--b--";
  g_autofree char *block = g_strnfill (1024 * 1024, '\r');
  g_assert_true (tp_multipart_feed (multipart, head, strlen (head), NULL));
  for (guint i = 0; i < 32; i++)
    g_assert_true (tp_multipart_feed (multipart, block, 1024 * 1024, NULL));
  g_assert_true (tp_multipart_feed (multipart, end, strlen (end), NULL));
  g_assert_true (tp_multipart_finish (multipart, NULL));
  g_assert_cmpint (tp_multipart_upload (multipart, "f")->length, ==, 32 * 1024 * 1024);
  g_assert_cmpuint (tp_multipart_upload_count (multipart), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/multipart/cases", test_cases);
  g_test_add_func ("/http/multipart/nul", test_nul);
  g_test_add_func ("/http/multipart/boundaries", test_boundaries);
  g_test_add_func ("/http/multipart/limits", test_limits);
  g_test_add_func ("/http/multipart/large-file", test_large_file);
  return g_test_run ();
}
