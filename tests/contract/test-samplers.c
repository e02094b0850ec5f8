/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every sampler promises, asked of each one in the list at its default parameters. A new sampler is held to
 * it by being listed. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-memo.h"
#include "engine/core/imb-parallel.h"
#include "engine/params/imb-config.h"
#include "engine/samplers/imb-compose.h"
#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-sampler.h"
#include "tests/contract/promises.h"
#include "tests/contract/sampler-table.h"
#include "tests/imb-same.h"
#include "tests/canceller.h"

static ImbResample *
run (const ImbSampler *sampler,
     const ImbView    *view,
     guint32           seed,
     ImbJob           *job,
     GError          **error)
{
  gpointer     values = imb_values_new (&sampler->base);
  ImbResample *result = imb_sampler_run (sampler, values, view, seed, job, error);

  imb_values_free (&sampler->base, values);
  return result;
}

static ImbResample *
run_well (const ImbSampler *sampler,
          const ImbView    *view,
          guint32           seed)
{
  g_autoptr (GError) error = NULL;
  ImbResample *result = run (sampler, view, seed, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

/* A result, or NULL: some methods may find that there is nothing to do for them, in rows which all lie at a few places, or
 * in classes far apart. */
static ImbResample *
run_if_suitable (const ImbSampler *sampler,
                 const ImbView    *view)
{
  g_autoptr (GError) error = NULL;
  ImbResample *result = run (sampler, view, 0, NULL, &error);

  g_assert_true ((result == NULL) == (error != NULL));
  if (error != NULL)
    {
      g_assert_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
  return result;
}

static void
assert_refused (const ImbSampler *sampler,
                const ImbView    *view,
                ImbError          code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run (sampler, view, 0, NULL, &error));
  g_assert_error (error, IMB_ERROR, (int) code);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static const double *
row_of (const ImbResample *result,
        const ImbView     *view,
        gsize              row)
{
  return row < result->n_in ? imb_view_row (view, row) : imb_matrix_row (result->made, row - result->n_in);
}

/* Row numbers exist, parents come before their children and add up to them; behind the columns there are zeros. */
static void
assert_legal (const ImbSampler  *sampler,
              const ImbResample *result,
              const ImbView     *view)
{
  const gboolean     sums = (sampler->flags & IMB_SAMPLER_BEYOND) == 0;
  const gsize        d = view->base->n_cols;
  g_autofree double *sum = g_new (double, d);

  g_assert_cmpuint (result->n_in, ==, view->n_rows);
  g_assert_cmpuint (imb_resample_n_kept (result) + imb_resample_n_synthetic (result), ==, result->n_rows);
  for (gsize i = 0; i < result->n_rows; i++)
    g_assert_cmpuint (result->rows[i], <, result->n_in + result->n_made);
  for (gsize m = 0; m < result->n_made; m++)
    {
      memset (sum, 0, d * sizeof *sum);
      g_assert_cmpuint (result->made_classes[m], <, view->n_classes);
      if (sums)
        g_assert_cmpuint (result->parent_offsets[m], <, result->parent_offsets[m + 1]);
      for (gsize p = result->parent_offsets[m]; p < result->parent_offsets[m + 1]; p++)
        {
          g_assert_cmpuint (result->parent_rows[p], <, result->n_in + m);
          for (gsize j = 0; j < d; j++)
            sum[j] += result->parent_weights[p] * row_of (result, view, result->parent_rows[p])[j];
        }
      for (gsize j = 0; j < d; j++)
        if (sums && !isnan (sum[j]) && !imb_view_is_category (view, j))
          g_assert_cmpfloat_with_epsilon (imb_matrix_row (result->made, m)[j], sum[j], 1e-12 * MAX (1.0, fabs (sum[j])));
      for (gsize j = d; j < result->made->stride; j++)
        g_assert_cmpfloat (imb_matrix_row (result->made, m)[j], ==, 0.0);
    }
}

static void
test_describes_itself (gconstpointer data)
{
  const ImbSampler *sampler = data;

  g_assert_nonnull (sampler->base.title);
  g_assert_true (g_str_has_suffix (sampler->base.summary, "."));
  g_assert_true (imb_sampler_find (sampler->base.id) == sampler);
  if ((sampler->flags & (IMB_SAMPLER_ADDS | IMB_SAMPLER_DROPS)) != 0)
    g_assert_nonnull (sampler->base.reference);
  if ((sampler->flags & IMB_SAMPLER_KEEPS_MISSING) != 0)
    g_assert_true ((sampler->flags & IMB_SAMPLER_MISSING) != 0);
  if (sampler->peer != NULL)
    g_assert_true (g_regex_match_simple ("^imblearn(\\.[a-z_]+)+\\.[A-Z][A-Za-z]+$", sampler->peer, 0, 0));
  for (const ImbParam *p = sampler->base.params; p != NULL && p->name != NULL; p++)
    {
      g_assert_nonnull (p->label);
      g_assert_true (g_str_has_suffix (p->help, "."));
      g_assert_cmpuint (p->offset, <, sampler->base.params_size);
      if (p->kind == IMB_KIND_INT || p->kind == IMB_KIND_REAL)
        g_assert_true (p->min <= p->initial && p->initial <= p->max);
      if (p->kind == IMB_KIND_TEXT && p->check != NULL)
        g_assert_true (p->check (p->initial_text, NULL));
      for (guint i = 0; p->kind == IMB_KIND_TEXT && p->suggestions != NULL && p->suggestions[i] != NULL; i++)
        g_assert_true (p->check == NULL || p->check (p->suggestions[i], NULL));
    }
}

static void
test_defaults_survive_as_text (gconstpointer data)
{
  const ImbSampler *sampler = data;
  gpointer          values = imb_values_new (&sampler->base);
  g_autofree char  *text = imb_values_to_string (&sampler->base, values, TRUE);
  g_autofree char  *brief = imb_values_to_string (&sampler->base, values, FALSE);
  const char       *colon = strchr (text, ':');
  g_autoptr (GError) error = NULL;
  gpointer         again = imb_values_parse (&sampler->base, colon != NULL ? colon + 1 : NULL, &error);
  g_autofree char *reread = NULL;

  g_assert_no_error (error);
  reread = imb_values_to_string (&sampler->base, again, TRUE);
  g_assert_cmpstr (reread, ==, text);
  g_assert_cmpstr (brief, ==, sampler->base.id);
  imb_values_free (&sampler->base, values);
  imb_values_free (&sampler->base, again);
}

/* From two rows upwards it either works, or says that there are too few or nothing to do; with 20 a class it works. */
static void
test_few_rows_work_or_are_too_few (gconstpointer data)
{
  const ImbSampler *sampler = data;

  for (gsize n = 1; n <= 20; n++)
    {
      g_auto (Data) table = make_for (data, n + 1, n, 0, 1);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImbResample) result = run (sampler, &table.view, 0, NULL, &error);

      if (result != NULL)
        assert_legal (data, result, &table.view);
      else if (!g_error_matches (error, IMB_ERROR, IMB_ERROR_UNSUITABLE))
        g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
      g_assert_true (result != NULL || n < 20);
    }
}

static void
test_one_class_is_refused (gconstpointer data)
{
  g_auto (Data) one = make_for (data, 30, 0, 0, 2);
  g_auto (Data) none = make_for (data, 0, 0, 0, 2);

  assert_refused (data, &one.view, IMB_ERROR_ONE_CLASS);
  assert_refused (data, &none.view, IMB_ERROR_ONE_CLASS);
}

static void
test_missing_values_are_handled_or_refused (gconstpointer data)
{
  const ImbSampler *sampler = data;
  const double      wrong[] = { NAN, INFINITY, -INFINITY };
  const gboolean    nominal = (sampler->flags & IMB_SAMPLER_NOMINAL) != 0; /* a missing category is one like others */

  for (guint i = 0; i < (nominal ? 1 : G_N_ELEMENTS (wrong)); i++)
    {
      g_auto (Data) table = make_for (data, 60, 20, 0, 3);
      g_autoptr (ImbResample) result = NULL;

      imb_matrix_row (table.x, 79)[nominal ? 2 : 0] = wrong[i];
      if (!nominal && (sampler->flags & IMB_SAMPLER_MISSING) == 0)
        {
          assert_refused (sampler, &table.view, IMB_ERROR_MISSING);
          continue;
        }
      result = run_well (sampler, &table.view, 0);
      g_assert_cmpuint (result->n_rows, >, 0);
    }
}

static void
assert_finite (const ImbResample *result)
{
  for (gsize m = 0; m < result->n_made; m++)
    for (gsize j = 0; j < result->made->n_cols; j++)
      g_assert_true (isfinite (imb_matrix_row (result->made, m)[j]));
}

static void
test_constant_columns_work (gconstpointer data)
{
  g_auto (Data) table = make_for (data, 60, 20, 10, 3);
  g_autoptr (ImbResample) result = NULL, constant = NULL;

  for (gsize i = 0; i < 90; i++)
    imb_matrix_row (table.x, i)[1] = imb_view_is_category (&table.view, 1) ? 1.0 : 0.1;
  result = run_well (data, &table.view, 0);
  assert_legal (data, result, &table.view);
  assert_finite (result);
  for (gsize i = 0; i < 90; i++)
    for (gsize j = 0; j < 3; j += 2)
      imb_matrix_row (table.x, i)[j] = imb_view_is_category (&table.view, j) ? 1.0 : 1e9;
  constant = run_if_suitable (data, &table.view);
  if (constant == NULL)
    return;
  assert_legal (data, constant, &table.view);
  assert_finite (constant);
}

static void
test_duplicates_and_ties_work (gconstpointer data)
{
  g_auto (Data) table = make_for (data, 70, 30, 20, 2);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 120; i++)
    for (gsize j = 0; j < 2; j++)
      imb_matrix_row (table.x, i)[j] = (double) ((i / (j + 1)) % 3);
  result = run_if_suitable (data, &table.view);
  if (result == NULL)
    return;
  assert_legal (data, result, &table.view);
  assert_finite (result);
}

/* Legal codes in categories, numbers elsewhere, and no missing category where there was none. */
static void
test_categories_stay_categories (gconstpointer data)
{
  const ImbSampler *sampler = data;

  for (gsize first = 0; first < 4; first += 2)
    {
      g_auto (Data) table = make (60, 25, 20, 4);
      g_autoptr (ImbResample) result = NULL;

      make_categories (&table, first);
      result = run_if_suitable (sampler, &table.view);
      if (result == NULL)
        continue;
      assert_legal (sampler, result, &table.view);
      for (gsize m = 0; m < result->n_made; m++)
        for (gsize j = first; j < 4; j++)
          {
            double code = imb_matrix_row (result->made, m)[j];

            g_assert_true (code >= 0.0 && code < N_LEVELS && code == floor (code));
          }
    }
}

static void
test_class_sizes_are_as_asked (gconstpointer data)
{
  const ImbSampler *sampler = data;
  g_auto (Data) table = make_for (data, 60, 20, 30, 3);
  g_autoptr (ImbResample) result = run_well (sampler, &table.view, 1);
  const gsize before[] = { 60, 20, 30 };
  gsize       counts[3];

  imb_resample_count (result, &table.view, counts);
  for (guint c = 0; c < 3; c++)
    {
      if ((sampler->flags & IMB_SAMPLER_ADDS) == 0)
        g_assert_cmpuint (counts[c], <=, before[c]);
      else if ((sampler->flags & (IMB_SAMPLER_DROPS | IMB_SAMPLER_ABOUT)) == 0)
        g_assert_cmpuint (counts[c], ==, 60);
    }
  g_assert_cmpint ((sampler->flags & IMB_SAMPLER_ADDS) != 0, ==, result->n_made > 0);
  if ((sampler->flags & IMB_SAMPLER_DROPS) == 0)
    g_assert_cmpuint (imb_resample_n_removed (result), ==, 0);
}

static void
test_parents_make_the_rows (gconstpointer data)
{
  g_auto (Data) table = make_for (data, 300, 40, 25, 7);
  g_autoptr (ImbResample) result = run_well (data, &table.view, 3);

  assert_legal (data, result, &table.view);
}

static void
test_threads_change_no_byte (gconstpointer data)
{
  g_auto (Data) table = make_for (data, 3000, 1500, 200, 4);
  g_autoptr (ImbResample) first = NULL;
  const guint n_threads[] = { 1, 2, 7 };

  for (guint i = 0; i < G_N_ELEMENTS (n_threads); i++)
    {
      g_autoptr (ImbResample) result = NULL;

      imb_parallel_set_n_threads (n_threads[i]);
      result = run_well (data, &table.view, 11);
      if (first == NULL)
        first = g_steal_pointer (&result);
      else
        assert_same_bytes (first, result);
    }
  imb_parallel_set_n_threads (0);
}

static void
test_the_seed_matters_only_to_random_ones (gconstpointer data)
{
  const ImbSampler *sampler = data;
  g_auto (Data) table = make_for (data, 300, 40, 25, 3);
  g_autoptr (ImbResample) first = run_well (sampler, &table.view, 1);
  g_autoptr (ImbResample) second = run_well (sampler, &table.view, 2);

  if ((sampler->flags & IMB_SAMPLER_RANDOM) == 0)
    assert_same_bytes (first, second);
  else
    g_assert_true (first->n_rows != second->n_rows || memcmp (first->rows, second->rows, first->n_rows * sizeof *first->rows) != 0
                   || (first->n_made > 0 && memcmp (first->made->data, second->made->data, first->made->n_bytes) != 0));
}

/* With every whole number three larger, as far as it may be. NULL: refused. */
static ImbResample *
run_larger (const ImbSampler *sampler,
            const ImbView    *view)
{
  gpointer     values = imb_values_new (&sampler->base);
  ImbResample *result;

  for (const ImbParam *p = sampler->base.params; p != NULL && p->name != NULL; p++)
    if (p->kind == IMB_KIND_INT)
      *(int *) ((char *) values + p->offset) = (int) MIN (p->initial + 3, p->max);
  result = imb_sampler_run (sampler, values, view, 0, NULL, NULL);
  imb_values_free (&sampler->base, values);
  return result;
}

/* What the window does while the hand rests. */
static void
list_all (const ImbView *view)
{
  g_autoptr (ImbNear) near = imb_near_new (view, IMB_DISTANCE_EUCLIDEAN, IMB_ALL_CLASSES, NULL, NULL);
  g_autofree guint32 *lists = g_new (guint32, view->n_rows * 16);

  if (imb_near_is_points (near))
    g_assert_true (imb_near_find (near, NULL, 0, NULL, 0, 16, IMB_LIST_BUT_FIRST, lists, NULL, NULL, NULL));
}

/* Whether the sampler has a use for lists of neighbours at all. The bytes are the same in any case. */
static gboolean
asks_memory (const ImbSampler  *sampler,
             ImbView           *view,
             const ImbResample *plain,
             const ImbResample *plain_larger)
{
  g_autoptr (ImbMemo) memo = imb_memo_new (view->base, 64 << 20);
  g_autoptr (ImbResample) result = NULL, larger = NULL;
  ImbMemoUse use;

  view->memo = memo;
  result = run_well (sampler, view, 0);
  larger = run_larger (sampler, view);
  view->memo = NULL;
  assert_same (plain, result);
  assert_same (plain_larger, larger);
  use = imb_memo_get_use (memo);
  return use.n_found + use.n_recalled > 0;
}

/* The same bytes whether lists of neighbours were found before, some of them, longer ones, or none; and those found before are
 * not searched again. */
static void
assert_memory_changes_no_byte (const ImbSampler *sampler,
                               ImbView          *view)
{
  const guint n_threads[] = { 1, 2, 7 };
  g_autoptr (ImbResample) plain = run_if_suitable (sampler, view);
  g_autoptr (ImbResample) plain_larger = run_larger (sampler, view);
  const gboolean asks = plain != NULL && asks_memory (sampler, view, plain, plain_larger);

  for (guint i = 0; asks && i < G_N_ELEMENTS (n_threads); i++)
    {
      g_autoptr (ImbMemo) memo = imb_memo_new (view->base, 64 << 20);
      g_autoptr (ImbResample) cold = NULL, warm = NULL, larger = NULL, deep = NULL, deep_larger = NULL;
      ImbMemoUse first, second;

      imb_parallel_set_n_threads (n_threads[i]);
      view->memo = memo;
      cold = run_well (sampler, view, 0);
      first = imb_memo_get_use (memo);
      warm = run_well (sampler, view, 0);
      second = imb_memo_get_use (memo);
      g_assert_cmpuint (second.n_found, ==, first.n_found);
      g_assert_cmpuint (second.n_recalled - first.n_recalled, ==, first.n_recalled + first.n_found);
      larger = run_larger (sampler, view);
      list_all (view);
      deep = run_well (sampler, view, 0);
      deep_larger = run_larger (sampler, view);
      view->memo = NULL;
      assert_same (plain, cold);
      assert_same (plain, warm);
      assert_same (plain_larger, larger);
      assert_same (plain, deep);
      assert_same (plain_larger, deep_larger);
    }
  imb_parallel_set_n_threads (0);
}

static void
test_memory_changes_no_byte (gconstpointer data)
{
  g_auto (Data) table = make_for (data, 900, 300, 150, 4);
  g_auto (Data) coarse = make_for (data, 500, 200, 90, 3);
  g_autofree guint32 *rows = g_new (guint32, 600);

  assert_memory_changes_no_byte (data, &table.view);
  for (guint i = 0; i < 600; i++)
    rows[i] = 1349 - 2 * i;
  table.view.rows = rows;
  table.view.n_rows = 600;
  assert_memory_changes_no_byte (data, &table.view);
  for (gsize i = 0; i < coarse.x->n_rows; i++) /* many at equal distances, and at none */
    for (gsize j = 0; j < 3; j++)
      imb_matrix_row (coarse.x, i)[j] = rint (imb_matrix_row (coarse.x, i)[j]);
  assert_memory_changes_no_byte (data, &coarse.view);
}

/* A memo about other rows is of no use, and does no harm. */
static void
test_the_memory_of_others_is_left_alone (gconstpointer data)
{
  g_auto (Data) table = make_for (data, 300, 60, 45, 3);
  g_autoptr (ImbMemo) memo = imb_memo_new (&table, 1 << 20);
  g_autoptr (ImbResample) result = NULL;

  table.view.memo = memo;
  result = run_well (data, &table.view, 0);
  assert_legal (data, result, &table.view);
  g_assert_cmpuint (imb_memo_get_use (memo).n_values, ==, 0);
}

/* What the window moves most. */
static void
test_lists_are_recalled (void)
{
  static const char *const ids[] = { "smote", "borderline-smote", "adasyn", "safe-level-smote", "mwmote", "near-miss", "tomek-links",
                                     "edited-nearest-neighbours", "all-knn", "neighbourhood-cleaning-rule" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const ImbSampler *sampler = imb_sampler_find (ids[i]);
      g_auto (Data) table = make_for (sampler, 900, 300, 150, 4);
      g_autoptr (ImbMemo) memo = imb_memo_new (table.x, 64 << 20);
      g_autoptr (ImbResample) first = NULL, second = NULL;

      table.view.memo = memo;
      first = run_well (sampler, &table.view, 0);
      g_assert_cmpuint (imb_memo_get_use (memo).n_found, >, 0);
      second = run_well (sampler, &table.view, 1);
      g_assert_cmpuint (imb_memo_get_use (memo).n_recalled, >, 0);
    }
}

/* A view of chosen rows in another order gives what the same rows give as a table of their own. */
static void
test_only_the_view_counts (gconstpointer data)
{
  g_auto (Data) table = make_for (data, 300, 60, 45, 3);
  g_autofree guint32 *rows = g_new (guint32, 203);
  g_autofree guint16 *classes = g_new (guint16, 203);
  g_autoptr (ImbMatrix) gathered = NULL;
  g_autoptr (ImbResample) chosen = NULL, own = NULL;
  ImbView view = table.view, copy;

  for (guint i = 0; i < 203; i++)
    {
      rows[i] = 404 - 2 * i;
      classes[i] = table.classes[rows[i]];
    }
  view.rows = rows;
  view.n_rows = 203;
  gathered = imb_view_gather (&view, NULL, 0, NULL, NULL);
  copy = imb_view_of (gathered, classes, 3);
  copy.kinds = view.kinds;
  chosen = run_well (data, &view, 5);
  own = run_well (data, &copy, 5);
  assert_same_bytes (chosen, own);
}

/* What a step that adds rows would leave of @table: for every fourth row one more, on the way to the next of its class. (transfer full) */
static ImbResample *
add_rows (const Data *table)
{
  ImbResample *self = imb_resample_new (&table->view, NULL);
  const gsize  n = table->x->n_rows / 4;

  g_assert_true (imb_resample_add_made (self, n, table->x->n_cols, 2, NULL));
  for (gsize m = 0; m < n; m++)
    {
      const gsize from = 4 * m;
      gsize       to = from + 1;

      while (to < table->x->n_rows && table->classes[to] != table->classes[from])
        to++;
      to = to < table->x->n_rows ? to : from;
      self->made_classes[m] = table->classes[from];
      memset (imb_matrix_row (self->made, m), 0, self->made->stride * sizeof (double));
      for (gsize j = 0; j < table->x->n_cols; j++)
        {
          const double x = imb_matrix_row (table->x, from)[j];

          imb_matrix_row (self->made, m)[j] = imb_view_is_category (&table->view, j) ? x : x + 0.25 * (imb_matrix_row (table->x, to)[j] - x);
        }
      for (gsize p = 0; p < 2; p++)
        {
          self->parent_rows[2 * m + p] = (guint32) (p == 0 ? from : to);
          self->parent_weights[2 * m + p] = p == 0 ? 0.75 : 0.25;
        }
    }
  return self;
}

/* Synthetic rows of a step before are rows like others: the same comes of them as of a table of their own, and what it says of
 * parents and removed rows is true of the first table. */
static void
test_made_rows_are_rows (gconstpointer data)
{
  const ImbSampler *sampler = data;
  g_auto (Data) table = make_for (sampler, 150, 44, 34, 4);
  g_autoptr (ImbResample) before = add_rows (&table);
  g_autofree guint16 *classes = NULL;
  ImbView             view = imb_resample_get_view (before, &table.view, &classes), copy;
  g_autoptr (ImbMatrix) gathered = imb_view_gather (&view, NULL, 0, NULL, NULL);
  g_autoptr (ImbResample) chained = run_well (sampler, &view, 5);
  g_autoptr (ImbResample) own = NULL, joint = NULL;

  copy = imb_view_of (gathered, classes, 3);
  copy.kinds = view.kinds;
  own = run_well (sampler, &copy, 5);
  assert_same (chained, own);
  joint = imb_resample_compose (before, chained, NULL);
  assert_legal (sampler, joint, &table.view);
  g_assert_cmpuint (joint->n_rows, ==, own->n_rows);
  for (gsize i = 0; i < own->n_rows; i++)
    g_assert_cmpmem (row_of (joint, &table.view, joint->rows[i]), 4 * sizeof (double), row_of (own, &copy, own->rows[i]), 4 * sizeof (double));
  g_assert_cmpuint (imb_removals_n (joint->removals), ==, imb_removals_n (own->removals));
}

static void
test_many_columns_work (gconstpointer data)
{
  g_auto (Data) table = make_for (data, 40, 12, 0, 10001);
  g_autoptr (ImbResample) result = run_if_suitable (data, &table.view);

  if (result != NULL)
    assert_legal (data, result, &table.view);
}

static void
test_progress_ends_at_the_whole (gconstpointer data)
{
  g_auto (Data) table = make_for (data, 300, 40, 25, 3);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbResample) result = run (data, &table.view, 0, job, &error);

  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (imb_job_get_fraction (job), 1.0, 1e-3);
}

typedef struct
{
  const ImbSampler *sampler;
  const ImbView    *view;
} Asked;

/* Lists of neighbours are kept. */
static void
cancel_after (const Asked *asked,
              gulong       after_us)
{
  ImbView remembering = *asked->view;
  g_autoptr (ImbMemo) memo = imb_memo_new (remembering.base, 256 << 20);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *part = g_strdup_printf ("after %lu us", after_us);
  Canceller        canceller = { job, after_us, own_time_now () };
  GThread         *thread = g_thread_new ("cancel", cancel_later, &canceller);
  g_autoptr (ImbResample) result = NULL;

  remembering.memo = memo;
  result = run (asked->sampler, &remembering, 0, job, &error);
  note_cancelled (part, &canceller, thread, own_time_now ());
  if (result == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
cancel_soon (gconstpointer data)
{
  for (gulong after_us = 1000; after_us <= 64000; after_us *= 8)
    cancel_after (data, after_us);
}

static void
test_cancels_at_once (gconstpointer data)
{
  g_auto (Data) table = make_for (data, 60000, 40000, 0, 30);
  g_autoptr (ImbJob) cancelled = imb_job_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbResample) result = NULL;

  imb_job_cancel (cancelled);
  result = run (data, &table.view, 0, cancelled, &error);
  g_assert_null (result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_in_time (cancel_soon, &(const Asked){ data, &table.view });
}

static const Promise promises[] = {
  { "describes-itself", test_describes_itself, NULL },
  { "defaults-survive-as-text", test_defaults_survive_as_text, NULL },
  { "few-rows-work-or-are-too-few", test_few_rows_work_or_are_too_few, NULL },
  { "one-class-is-refused", test_one_class_is_refused, NULL },
  { "missing-values-are-handled-or-refused", test_missing_values_are_handled_or_refused, NULL },
  { "constant-columns-work", test_constant_columns_work, NULL },
  { "duplicates-and-ties-work", test_duplicates_and_ties_work, NULL },
  { "categories-stay-categories", test_categories_stay_categories, NULL },
  { "class-sizes-are-as-asked", test_class_sizes_are_as_asked, NULL },
  { "parents-make-the-rows", test_parents_make_the_rows, NULL },
  { "threads-change-no-byte", test_threads_change_no_byte, NULL },
  { "memory-changes-no-byte", test_memory_changes_no_byte, NULL },
  { "the-memory-of-others-is-left-alone", test_the_memory_of_others_is_left_alone, NULL },
  { "the-seed-matters-only-to-random-ones", test_the_seed_matters_only_to_random_ones, NULL },
  { "only-the-view-counts", test_only_the_view_counts, NULL },
  { "made-rows-are-rows", test_made_rows_are_rows, NULL },
  { "many-columns-work", test_many_columns_work, NULL },
  { "progress-ends-at-the-whole", test_progress_ends_at_the_whole, NULL },
  { "cancels-at-once", test_cancels_at_once, NULL },
};

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const ImbSampler *const *sampler = imb_samplers (); *sampler != NULL; sampler++)
    add_promises (*sampler, promises, G_N_ELEMENTS (promises));
  g_test_add_func ("/lists-are-recalled", test_lists_are_recalled);
  return g_test_run ();
}
