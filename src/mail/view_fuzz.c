/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/view.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_line (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strpbrk (text, "\r\n"));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (TpMailView) view = tp_mail_view_parse ((const char *)data, size, NULL);
  if (view == NULL)
    return 0;
  check_line (view->subject);
  check_line (view->from);
  check_line (view->to);
  g_assert_true (view->text == NULL || g_utf8_validate (view->text, -1, NULL));
  g_assert_true (view->html == NULL || g_utf8_validate (view->html, -1, NULL));
  for (guint i = 0; i < view->headers->len; i++)
    check_line (((TpViewHeader *)g_ptr_array_index (view->headers, i))->value);
  for (guint i = 0; i < view->attachments->len; i++)
    g_assert_null (
        strchr (((TpViewAttachment *)g_ptr_array_index (view->attachments, i))->name, '/'));
  return 0;
}
