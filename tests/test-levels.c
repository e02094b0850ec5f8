/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The different texts of a column: numbered as they come, found again, whatever their hashes are. */
#include <string.h>

#include "engine/io/imb-levels.h"

#define N_TEXTS    9000
#define ONE_PART   26u /* the bits above: all texts in one part */
#define MOST_TRIES 2000000u

/* Texts whose hashes have the same first bits; all others when @shift is 32. (transfer full) */
static GPtrArray *
make_texts (guint shift)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  ImbLevels *none = imb_levels_new ();

  for (guint i = 0; i < MOST_TRIES && texts->len < N_TEXTS; i++)
    {
      char text[16];
      int  length = g_snprintf (text, sizeof text, "%u", i);

      if ((guint64) imb_levels_hash (none, text, (gsize) length) >> shift == 0)
        g_ptr_array_add (texts, g_strdup (text));
    }
  imb_levels_free (none);
  g_assert_cmpuint (texts->len, ==, N_TEXTS);
  return texts;
}

static ImbLevels *
number (GPtrArray *texts,
        gsize      n)
{
  ImbLevels *self = imb_levels_new ();

  for (guint twice = 0; twice < 2; twice++)
    for (gsize i = 0; i < n; i++)
      g_assert_cmpint (imb_levels_code (self, texts->pdata[i], strlen (texts->pdata[i])), ==, (gint32) i);
  g_assert_cmpuint (imb_levels_n (self), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (imb_levels_at (self, i), ==, texts->pdata[i]);
  return self;
}

static void
test_texts_are_numbered_as_they_come (gconstpointer shift)
{
  g_autoptr (GPtrArray) texts = make_texts (GPOINTER_TO_UINT (shift));
  const gsize sizes[] = { 1, 7, 8, 3071, 3072, 3073, 3200, N_TEXTS };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    imb_levels_free (number (texts, sizes[s]));
}

static void
test_two_lists_become_one (gconstpointer shift)
{
  g_autoptr (GPtrArray) texts = make_texts (GPOINTER_TO_UINT (shift));
  ImbLevels         *half = number (texts, N_TEXTS / 2), *whole = number (texts, N_TEXTS);
  g_autofree gint32 *codes = g_new (gint32, N_TEXTS);

  g_assert_true (imb_levels_merge (half, whole, codes, NULL, NULL));
  g_assert_cmpuint (imb_levels_n (half), ==, N_TEXTS);
  for (gint32 i = 0; i < N_TEXTS; i++)
    g_assert_cmpint (codes[i], ==, i);
  imb_levels_free (half);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/levels/texts-are-numbered-as-they-come", GUINT_TO_POINTER (32), test_texts_are_numbered_as_they_come);
  g_test_add_data_func ("/levels/all-in-one-part", GUINT_TO_POINTER (ONE_PART), test_texts_are_numbered_as_they_come);
  g_test_add_data_func ("/levels/two-lists-become-one", GUINT_TO_POINTER (32), test_two_lists_become_one);
  g_test_add_data_func ("/levels/two-lists-of-one-part-become-one", GUINT_TO_POINTER (ONE_PART), test_two_lists_become_one);

  return g_test_run ();
}
