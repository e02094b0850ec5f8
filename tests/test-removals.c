/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why rows are gone: the list itself, and what becomes of it when results follow one another. */
#include <string.h>

#include "engine/params/imb-config.h"
#include "engine/samplers/imb-compose.h"
#include "engine/samplers/imb-plan.h"

static void
assert_entry (const ImbRemovals *self,
              guint32            row,
              ImbReason          reason,
              gsize              n_wanted,
              const guint32     *wanted)
{
  const guint32 *witnesses;
  gsize          n;

  g_assert_cmpint (imb_removals_find (self, row, &witnesses, &n), ==, reason);
  g_assert_cmpmem (witnesses, n * sizeof *witnesses, wanted, n_wanted * sizeof *wanted);
}

#define ASSERT_ENTRY(self, row, reason, ...) assert_entry (self, row, reason, sizeof ((guint32[]){ __VA_ARGS__ }) / sizeof (guint32), (guint32[]){ __VA_ARGS__ })

static void
test_what_was_added_is_found (void)
{
  ImbRemovals   *self = imb_removals_new ();
  const guint32 *witnesses;
  guint32        row;
  gsize          n;

  imb_removals_add (self, 9, IMB_REASON_OUTVOTED, (guint32[]){ 1, 2, 3 }, 3);
  imb_removals_add (self, 4, IMB_REASON_LINK, (guint32[]){ 7 }, 1);
  imb_removals_add (self, 6, IMB_REASON_FAR, NULL, 0);
  imb_removals_sort (self);
  g_assert_cmpuint (imb_removals_n (self), ==, 3);
  ASSERT_ENTRY (self, 9, IMB_REASON_OUTVOTED, 1, 2, 3);
  ASSERT_ENTRY (self, 4, IMB_REASON_LINK, 7);
  assert_entry (self, 6, IMB_REASON_FAR, 0, NULL);
  assert_entry (self, 5, IMB_REASON_NOT_DRAWN, 0, NULL);
  g_assert_cmpint (imb_removals_at (self, 0, &row, &witnesses, &n), ==, IMB_REASON_LINK);
  g_assert_cmpuint (row, ==, 4);
  imb_removals_free (self);
}

static void
test_the_first_reason_stays (void)
{
  ImbRemovals *self = imb_removals_new ();

  for (guint32 row = 0; row < 40; row++) /* enough that a sort that is not stable would mix them */
    for (guint time = 0; time < 3; time++)
      imb_removals_add (self, 39 - row, time == 0 ? IMB_REASON_HARD : IMB_REASON_LINK, &row, 1);
  imb_removals_sort (self);
  g_assert_cmpuint (imb_removals_n (self), ==, 40);
  for (guint32 row = 0; row < 40; row++)
    ASSERT_ENTRY (self, row, IMB_REASON_HARD, 39 - row);
  imb_removals_free (self);
}

static void
test_every_reason_has_words (void)
{
  for (guint reason = 0; reason <= IMB_REASON_PUSHED; reason++)
    {
      g_assert_cmpuint (strlen (imb_reason_label (reason)), >, 10);
      g_assert_cmpuint (strlen (imb_reason_nick (reason)), >, 2);
      for (guint other = 0; other < reason; other++)
        {
          g_assert_cmpstr (imb_reason_nick (reason), !=, imb_reason_nick (other));
          g_assert_cmpstr (imb_reason_label (reason), !=, imb_reason_label (other));
        }
    }
}

/* A result of @n rows that keeps @rows and adds @n_made. */
static ImbResample *
result_of (const ImbView *view,
           const guint32 *rows,
           gsize          n_rows,
           gsize          n_made)
{
  ImbResample *self = imb_resample_new (view, NULL);

  imb_resample_take_rows (self, g_memdup2 (rows, n_rows * sizeof *rows), n_rows);
  g_assert_true (imb_resample_add_made (self, n_made, view->base->n_cols, 1, NULL));
  for (gsize m = 0; m < n_made; m++)
    {
      memset (imb_matrix_row (self->made, m), 0, self->made->stride * sizeof (double));
      self->made_classes[m] = 0;
      self->parent_rows[m] = 0;
      self->parent_weights[m] = 1.0;
    }
  return self;
}

/* First: of rows 0 … 5 row 1 goes for row 2, two rows are made (6, 7), and rows stand in another order: 5 4 3 2 0 6 7. Second, in
 * its own numbers: row 1 (was 4) goes for row 6 (was 7) and row 0 (was 5), row 5 (was 6) goes for nothing. */
static void
test_a_second_step_speaks_of_the_first_ones_rows (void)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (6, 2, NULL);
  const guint16 classes[6] = { 0, 0, 0, 1, 1, 1 };
  ImbView       view = imb_view_of (x, classes, 2);
  g_autoptr (ImbResample) first = result_of (&view, (guint32[]){ 5, 4, 3, 2, 0 }, 5, 2);
  g_autofree guint16 *between_classes = NULL;
  ImbView             between;
  g_autoptr (ImbResample) second = NULL;
  g_autoptr (ImbResample) joint = NULL;

  imb_removals_add (first->removals, 1, IMB_REASON_LINK, (guint32[]){ 2 }, 1);
  imb_removals_sort (first->removals);
  between = imb_resample_get_view (first, &view, &between_classes);
  g_assert_cmpuint (between.n_rows, ==, 7);
  second = result_of (&between, (guint32[]){ 0, 2, 3, 4, 6 }, 5, 0);
  imb_removals_add (second->removals, 1, IMB_REASON_OUTVOTED, (guint32[]){ 6, 0 }, 2);
  imb_removals_add (second->removals, 5, IMB_REASON_REDUNDANT, NULL, 0);
  imb_removals_sort (second->removals);
  joint = imb_resample_compose (first, second, NULL);

  g_assert_cmpuint (imb_removals_n (joint->removals), ==, 3);
  ASSERT_ENTRY (joint->removals, 1, IMB_REASON_LINK, 2);
  ASSERT_ENTRY (joint->removals, 4, IMB_REASON_OUTVOTED, 7, 5);
  assert_entry (joint->removals, 6, IMB_REASON_REDUNDANT, 0, NULL);
  g_assert_cmpuint (imb_resample_n_removed (joint), ==, 2); /* the third was synthetic */
}

/* Whatever a sampler removes has a reason that can be told, and its witnesses are rows. */
static void
test_samplers_name_rows_that_exist (void)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (90, 2, NULL);
  g_autofree guint16 *classes = g_new (guint16, 90);
  ImbView             view = imb_view_of (x, classes, 2);
  g_autofree ImbRng  *rng = g_new (ImbRng, 1);

  imb_rng_init (rng, 2);
  for (gsize i = 0; i < 90; i++)
    {
      classes[i] = i < 25;
      for (gsize j = 0; j < 2; j++)
        imb_matrix_row (x, i)[j] = imb_rng_normal (rng) + classes[i];
    }
  for (const ImbSampler *const *s = imb_samplers (); *s != NULL; s++)
    {
      gpointer values = imb_values_new (&(*s)->base);
      g_autoptr (ImbResample) out = imb_sampler_run (*s, values, &view, 1, NULL, NULL);
      g_test_message ("%s", (*s)->base.id);
      guint32 before = 0;

      imb_values_free (&(*s)->base, values);
      for (gsize i = 0; out != NULL && i < imb_removals_n (out->removals); i++)
        {
          const guint32 *witnesses;
          guint32        row;
          gsize          n;

          imb_removals_at (out->removals, i, &row, &witnesses, &n);
          g_assert_cmpuint (row, <, out->n_in + out->n_made);
          g_assert_true (i == 0 || row > before);
          before = row;
          for (gsize w = 0; w < n; w++)
            g_assert_true (witnesses[w] < out->n_in + out->n_made && witnesses[w] != row);
          for (gsize k = 0; k < out->n_rows; k++)
            g_assert_cmpuint (out->rows[k], !=, row);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/removals/what-was-added-is-found", test_what_was_added_is_found);
  g_test_add_func ("/removals/the-first-reason-stays", test_the_first_reason_stays);
  g_test_add_func ("/removals/every-reason-has-words", test_every_reason_has_words);
  g_test_add_func ("/removals/a-second-step-speaks-of-the-first-ones-rows", test_a_second_step_speaks_of_the_first_ones_rows);
  g_test_add_func ("/removals/samplers-name-rows-that-exist", test_samplers_name_rows_that_exist);
  return g_test_run ();
}
