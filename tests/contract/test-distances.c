/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every sampler that asks for neighbours, with every distance: the same bytes whether lists of neighbours were found before, longer ones, or
 * none; and those found before are not searched again. */
#include <math.h>

#include "engine/core/imb-memo.h"
#include "engine/core/imb-rng.h"
#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-sampler.h"
#include "tests/imb-same.h"
#include "tests/imb-small.h"

#define N_MINORITY 90
#define N          400
#define D          5

static const ImbKind kinds[D] = { { 0, FALSE }, { 3, FALSE }, { 0, FALSE }, { 4, FALSE }, { 0, FALSE } };

/* Numbers and categories; on a grid many rows are equally near. */
static SmallTable
make (gboolean on_grid,
      gboolean with_holes)
{
  SmallTable table = small_new (N_MINORITY, N - N_MINORITY, D);
  ImbRng     rng;

  imb_rng_init (&rng, 11);
  for (gsize i = 0; i < N; i++)
    for (gsize j = 0; j < D; j++)
      {
        const double value = imb_rng_normal (&rng) + (i < N_MINORITY ? 0.8 : 0.0);
        double      *to = imb_matrix_row (table.x, i) + j;

        *to = kinds[j].n_levels > 0 ? CLAMP (floor (value + 1.0), 0.0, kinds[j].n_levels - 1.0) : on_grid ? rint (value)
                                                                                                          : value;
        if (with_holes && imb_rng_below (&rng, 12) == 0)
          *to = NAN;
      }
  table.view.kinds = kinds;
  return table;
}

/* Lists that are longer than most samplers ask for. */
static void
list_all (const ImbView *view,
          int            distance)
{
  g_autoptr (ImbNear) near = imb_near_new (view, (ImbDistance) distance, IMB_ALL_CLASSES, NULL, NULL);
  g_autofree guint32 *lists = g_new (guint32, view->n_rows * 24);

  g_assert_true (imb_near_find (near, NULL, 0, NULL, 0, 24, IMB_LIST_BUT_FIRST, lists, NULL, NULL, NULL));
}

static void
assert_memory_changes_no_byte (const ImbSampler *sampler,
                               const ImbChoice  *distance,
                               gboolean          on_grid,
                               gboolean          with_holes)
{
  g_auto (SmallTable) table = make (on_grid, with_holes);
  g_autofree char *text = g_strdup_printf ("%s:metric=%s", sampler->base.id, distance->nick);
  g_autoptr (ImbMemo) memo = imb_memo_new (table.x, 64 << 20), after = imb_memo_new (table.x, 64 << 20);
  g_autoptr (ImbResample) plain = small_try (text, &table, 3, NULL), other = small_try (text, &table, 4, NULL);
  g_autoptr (ImbResample) cold = NULL, warm = NULL, warm_other = NULL, deep = NULL;
  ImbMemoUse first, second;

  table.view.memo = memo;
  cold = small_try (text, &table, 3, NULL);
  first = imb_memo_get_use (memo);
  warm = small_try (text, &table, 3, NULL);
  second = imb_memo_get_use (memo);
  g_assert_cmpuint (second.n_found, ==, first.n_found);
  g_assert_cmpuint (second.n_recalled - first.n_recalled, ==, first.n_recalled + first.n_found);
  warm_other = small_try (text, &table, 4, NULL);
  table.view.memo = after;
  list_all (&table.view, distance->value);
  deep = small_try (text, &table, 3, NULL);
  assert_same (plain, cold);
  assert_same (plain, warm);
  assert_same (other, warm_other);
  assert_same (plain, deep);
}

static void
test_memory_changes_no_byte (gconstpointer data)
{
  for (const ImbChoice *distance = imb_distance_choices; distance->nick != NULL; distance++)
    for (guint on_grid = 0; on_grid < 2; on_grid++)
      for (guint with_holes = 0; with_holes <= (imb_distance_takes_missing (distance->value) ? 1 : 0); with_holes++)
        assert_memory_changes_no_byte (data, distance, on_grid == 1, with_holes == 1);
}

/* What the window moves most. */
static void
test_lists_are_recalled (void)
{
  static const char *const ids[] = { "smote", "borderline-smote", "adasyn", "near-miss", "tomek-links", "edited-nearest-neighbours", "all-knn" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    for (const ImbChoice *distance = imb_distance_choices; distance->nick != NULL; distance++)
      {
        g_auto (SmallTable) table = make (FALSE, imb_distance_takes_missing (distance->value));
        g_autofree char *text = g_strdup_printf ("%s:metric=%s", ids[i], distance->nick);
        g_autoptr (ImbMemo) memo = imb_memo_new (table.x, 64 << 20);
        g_autoptr (ImbResample) first = NULL, second = NULL;

        table.view.memo = memo;
        first = small_run (text, &table, 1);
        g_assert_cmpuint (imb_memo_get_use (memo).n_found, >, 0);
        second = small_run (text, &table, 2);
        g_assert_cmpuint (imb_memo_get_use (memo).n_recalled, >, 0);
      }
}

/* Value differences are learnt from classes: other ones are another distance. */
static void
test_other_classes_are_another_distance (void)
{
  g_auto (SmallTable) table = make (FALSE, FALSE);
  g_autoptr (ImbMemo) memo = imb_memo_new (table.x, 64 << 20);
  g_autoptr (ImbResample) first = NULL, plain = NULL, second = NULL;

  table.view.memo = memo;
  first = small_run ("edited-nearest-neighbours:metric=vdm", &table, 1);
  for (gsize i = 0; i < N; i++)
    table.classes[i] = imb_matrix_row (table.x, i)[1] > 0.5 && i % 3 > 0;
  second = small_run ("edited-nearest-neighbours:metric=vdm", &table, 1);
  table.view.memo = NULL;
  plain = small_run ("edited-nearest-neighbours:metric=vdm", &table, 1);
  assert_same (plain, second);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const ImbSampler *const *sampler = imb_samplers (); *sampler != NULL; sampler++)
    if (((*sampler)->flags & IMB_SAMPLER_METRIC) != 0)
      {
        g_autofree char *path = g_strdup_printf ("/distances/%s/memory-changes-no-byte", (*sampler)->base.id);

        g_test_add_data_func (path, *sampler, test_memory_changes_no_byte);
      }
  g_test_add_func ("/distances/lists-are-recalled", test_lists_are_recalled);
  g_test_add_func ("/distances/other-classes-are-another-distance", test_other_classes_are_another_distance);
  return g_test_run ();
}
