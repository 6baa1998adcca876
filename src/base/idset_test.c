/* SPDX-License-Identifier: Apache-2.0 */
#include "base/idsets.h"

#include "base/error.h"

#include <string.h>

#define BLOCK 7u
#define NUMBER(low) (BLOCK << 16 | (guint32)(low))

/* first, first + step, ... (count of them) */
static TpIdSet *
make (guint first, guint step, guint count)
{
  TpIdSet *set = tp_id_set_new (BLOCK);
  for (guint i = 0; i < count; i++)
    tp_id_set_add (set, NUMBER (first + i * step));
  return set;
}

static void
test_forms (void)
{
  static const struct {
    const char *name;
    guint first, step, count;
    char want_form;
    gsize want_size;
  } cases[] = {
      {"empty",             0,     1,  0,     'a', 3   },
      {"one",               65535, 1,  1,     'a', 5   },
      {"two apart",         0,     9,  2,     'a', 7   },
      {"two together",      5,     1,  2,     'a', 7   },
      {"three together",    5,     1,  3,     'r', 7   },
      {"4096 apart",        0,     16, 4096,  'a', 8195},
      {"4097 apart",        1,     15, 4097,  'b', 8195},
      {"every second",      0,     2,  32768, 'b', 8195},
      {"full",              0,     1,  65536, 'r', 7   },
      {"all but the first", 1,     1,  65535, 'r', 7   },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (TpIdSet) set = make (cases[i].first, cases[i].step, cases[i].count);
    g_assert_cmpuint (tp_id_set_count (set), ==, cases[i].count);
    g_autoptr (GBytes) bytes = tp_id_set_encode (set);
    gsize size;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    g_assert_cmpint (data[0], ==, cases[i].want_form);
    g_assert_cmpuint (size, ==, cases[i].want_size);
    g_autoptr (TpIdSet) again = tp_id_set_decode (data, size, NULL);
    g_assert_true (tp_id_set_equal (set, again));
    g_assert_cmpuint (tp_id_set_block (again), ==, BLOCK);
    TpIdSetIter iter;
    guint32 number;
    guint seen = 0;
    tp_id_set_iter_init (&iter, again);
    for (; tp_id_set_iter_next (&iter, &number); seen++)
      g_assert_cmpuint (number, ==, NUMBER (cases[i].first + seen * cases[i].step));
    g_assert_cmpuint (seen, ==, cases[i].count);
  }
}

static void
test_bad_bytes (void)
{
  static const struct {
    const char *name;
    const char *bytes;
    gsize length;
  } cases[] = {
      {"nothing",        "",                      0 },
      {"no block",       "a\1",                   2 },
      {"unknown form",   "x\0\0",                 3 },
      {"half a member",  "a\0\0\1",               4 },
      {"not ascending",  "a\0\0\2\0\1\0",         7 },
      {"member twice",   "a\0\0\2\0\2\0",         7 },
      {"half a run",     "r\0\0\1\0",             5 },
      {"run backwards",  "r\0\0\2\0\1\0",         7 },
      {"runs touch",     "r\0\0\1\0\2\0\3\0\4\0", 11},
      {"runs overlap",   "r\0\0\1\0\5\0\3\0\7\0", 11},
      {"bits too short", "b\0\0\377",             4 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (GError) error = NULL;
    g_autofree guint8 *bytes = g_memdup2 (cases[i].bytes, cases[i].length);
    g_assert_null (tp_id_set_decode (bytes, cases[i].length, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  }
  g_autofree guint8 *huge = g_malloc0 (TP_ID_SET_MAX_BYTES + 1);
  huge[0] = 'a';
  g_assert_null (tp_id_set_decode (huge, TP_ID_SET_MAX_BYTES + 1, NULL));
}

/* Every operation beside a plain array of flags, in both shapes. */
static void
test_against_flags (void)
{
  static const guint sizes[] = {0, 3, 4000, 4096, 5000, 40000};
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++) {
      g_autofree guint8 *a = g_malloc0 (65536), *b = g_malloc0 (65536);
      g_autoptr (TpIdSet) set_a = tp_id_set_new (BLOCK), set_b = tp_id_set_new (BLOCK);
      for (guint n = 0; n < sizes[i]; n++) {
        guint low = (guint)g_test_rand_int_range (0, 65536);
        g_assert_cmpint (tp_id_set_add (set_a, NUMBER (low)), ==, !a[low]);
        a[low] = 1;
      }
      for (guint n = 0; n < sizes[j]; n++) {
        guint low = (guint)g_test_rand_int_range (0, 65536);
        tp_id_set_add (set_b, NUMBER (low));
        b[low] = 1;
        guint gone = (guint)g_test_rand_int_range (0, 65536);
        g_assert_cmpint (tp_id_set_remove (set_b, NUMBER (gone)), ==, b[gone]);
        b[gone] = 0;
      }
      g_autoptr (TpIdSet) both = tp_id_set_copy (set_a), less = tp_id_set_copy (set_a),
                          common = tp_id_set_copy (set_a);
      tp_id_set_union (both, set_b);
      tp_id_set_subtract (less, set_b);
      tp_id_set_intersect (common, set_b);
      guint count[3] = {0};
      for (guint low = 0; low < 65536; low++) {
        g_assert_cmpint (tp_id_set_contains (both, NUMBER (low)), ==, a[low] | b[low]);
        g_assert_cmpint (tp_id_set_contains (less, NUMBER (low)), ==, a[low] & !b[low]);
        g_assert_cmpint (tp_id_set_contains (common, NUMBER (low)), ==, a[low] & b[low]);
        count[0] += a[low] | b[low];
        count[1] += a[low] & !b[low];
        count[2] += a[low] & b[low];
      }
      g_assert_cmpuint (tp_id_set_count (both), ==, count[0]);
      g_assert_cmpuint (tp_id_set_count (less), ==, count[1]);
      g_assert_cmpuint (tp_id_set_count (common), ==, count[2]);
      g_assert_false (tp_id_set_contains (both, 8u << 16));
    }
}

static void
test_range (void)
{
  static const struct {
    guint first, last;
  } cases[] = {
      {0,     65535},
      {5,     5    },
      {63,    64   },
      {64,    127  },
      {1,     20000},
      {60000, 65535}
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpIdSet) set = tp_id_set_new (BLOCK);
    tp_id_set_add_range (set, NUMBER (cases[i].first), NUMBER (cases[i].last));
    g_autoptr (TpIdSet) want = make (cases[i].first, 1, cases[i].last - cases[i].first + 1);
    g_assert_true (tp_id_set_equal (set, want));
  }
}

static void
test_many_blocks (void)
{
  g_autoptr (TpIdSets) sets = tp_id_sets_new ();
  g_assert_cmpuint (tp_id_sets_length (sets), ==, 0);
  static const guint32 numbers[] = {9u << 16, 1, 70000, 3, G_MAXUINT32, 1, 70001};
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    tp_id_sets_add (sets, numbers[i]);
  g_assert_cmpuint (tp_id_sets_count (sets), ==, 6);
  g_assert_cmpuint (tp_id_sets_length (sets), ==, 4);
  static const guint32 want_blocks[] = {0, 1, 9, 65535};
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (tp_id_set_block (tp_id_sets_nth (sets, i)), ==, want_blocks[i]);
  g_assert_true (tp_id_sets_contains (sets, G_MAXUINT32));
  g_assert_false (tp_id_sets_contains (sets, 2));
  g_assert_true (tp_id_sets_remove (sets, 9u << 16));
  g_assert_false (tp_id_sets_remove (sets, 9u << 16));
  g_assert_null (tp_id_sets_find (sets, 9));
  g_autoptr (TpIdSet) gone = tp_id_set_new (1);
  tp_id_set_add_range (gone, 70000, 70001);
  tp_id_sets_subtract (sets, gone);
  g_assert_cmpuint (tp_id_sets_length (sets), ==, 2);
  tp_id_sets_union (sets, gone);
  g_assert_cmpuint (tp_id_sets_count (sets), ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/idset/the shortest form", test_forms);
  g_test_add_func ("/idset/bad bytes are refused", test_bad_bytes);
  g_test_add_func ("/idset/operations against flags", test_against_flags);
  g_test_add_func ("/idset/range", test_range);
  g_test_add_func ("/idset/many blocks", test_many_blocks);
  return g_test_run ();
}
