/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Editing by neighbours (Wilson 1972): a row goes when its nearest rows are of other classes. Most rows of a class that is
 * more than half of all have only neighbours of their own, and that is proven without finding them (imb-unlike.c); of the
 * others the neighbours are listed as imbalanced-learn lists them, and vote. O(n_largest · n_others · d) for the first step
 * and O(doubtful · n · d) for the second.
 *
 * A proof stands as long as its rows do, whatever else goes, so a second edit asks only for those rows whose proof lost
 * one. */
#include "engine/samplers/imb-edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-unlike.h"
#include "engine/params/imb-config.h"
#include "engine/params/imb-text.h"
#include "engine/samplers/imb-border.h"
#include "engine/samplers/imb-strategy.h"

#define MOST_PROOF   64 /* rows of one */
#define SAMPLE       96
#define TREE_COLUMNS 8 /* most, with which a tree may be faster than proofs */

const ImbChoice imb_edit_choices[] = {
  { IMB_EDIT_ALL, "all", N_ ("all neighbours") },
  { IMB_EDIT_MODE, "mode", N_ ("most neighbours") },
  { 0, NULL, NULL },
};

/* Of a view row. */
enum
{
  UNKNOWN,
  PROVEN,   /* while the rows of its proof are there */
  DOUBTFUL, /* no proof was found */
  GONE,
};

/* Of a class; chosen when it is first asked for. */
enum
{
  NO_WAY,
  BY_PROOF,
  BY_LIST,
};

gboolean
imb_editing_init (ImbEditing    *self,
                  const ImbNear *near,
                  const ImbView *in,
                  ImbEditKind    kind,
                  gsize          k_max,
                  gboolean       is_growing,
                  gboolean       is_only,
                  GError       **error)
{
  *self = (ImbEditing){ .in = in, .near = near, .kind = kind, .k_max = k_max };
  /* With so many others a row may lose; of fewer neighbours they may be a larger part. */
  self->nth = kind == IMB_EDIT_ALL || is_growing ? 1 : (k_max + 1) / 2;
  self->n_proof = k_max <= MOST_PROOF && imb_near_is_plain (near) ? k_max - self->nth + 1 : 0;
  self->states = g_new0 (guint8, MAX (in->n_rows, 1));
  self->ways = g_new0 (guint8, in->n_classes);
  if (self->n_proof == 0 || is_only)
    return TRUE;

  self->proofs = g_try_new (guint32, MAX (in->n_rows * self->n_proof, 1));
  if (self->proofs == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu neighbours of %zu rows; ask for fewer."), k_max, in->n_rows);
  return self->proofs != NULL;
}

void
imb_editing_clear (ImbEditing *self)
{
  g_clear_pointer (&self->proofs, g_free);
  g_clear_pointer (&self->states, g_free);
  g_clear_pointer (&self->ways, g_free);
}

void
imb_votes_clear (ImbVotes *self)
{
  g_clear_pointer (&self->losers, g_array_unref);
  g_clear_pointer (&self->voters, g_array_unref);
}

/* ---- proofs ---- */

static gboolean
is_proven (ImbEditing *self,
           guint32     row)
{
  const guint32 *proof;

  if (self->states[row] != PROVEN || self->proofs == NULL)
    return self->states[row] == PROVEN;
  proof = self->proofs + row * self->n_proof;
  for (gsize b = 0; b < self->n_proof; b++)
    if (self->states[proof[b]] == GONE)
      {
        self->states[row] = UNKNOWN;
        return FALSE;
      }
  return TRUE;
}

/* Whether a tree lists the neighbours of these places faster than they could be proven. */
static gboolean
is_in_tree (const ImbCrowd *crowd,
            const guint32  *places,
            gsize           n,
            gsize           k,
            ImbJob         *job)
{
  g_autofree guint32 *rows = g_new (guint32, MAX (n, 1));
  g_autoptr (ImbMatrix) matrix = NULL;

  for (gsize i = 0; i < n; i++)
    rows[i] = imb_crowd_row (crowd, places[i]);
  matrix = imb_view_gather (crowd->in, rows, n, NULL, NULL);
  return matrix != NULL && imb_neighbours_are_in_tree (crowd->matrix, matrix, k + 1, job);
}

/* Looks for a proof for those @asked, places of class @c. */
static gboolean
prove (ImbEditing     *self,
       const ImbCrowd *crowd,
       guint           c,
       const guint32  *own,
       gsize           n_own,
       const GArray   *asked,
       ImbJob         *job,
       GError        **error)
{
  const gsize         width = self->n_proof;
  gsize               n_others;
  g_autofree guint32 *others = imb_crowd_others (crowd, c, &n_others);
  g_autofree guint32 *proofs = g_try_new (guint32, MAX (asked->len * width, 1));
  const ImbUnlike     question = { crowd->matrix, (const guint32 *) asked->data, asked->len, own, n_own, others, n_others, crowd->ends, self->nth, width };

  if (proofs == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu neighbours of %u rows; ask for fewer."), width, asked->len);
      return FALSE;
    }
  if (!imb_unlike_prove (&question, proofs, job, error))
    return FALSE;

  for (guint i = 0; i < asked->len; i++)
    {
      guint32 row = imb_crowd_row (crowd, g_array_index (asked, guint32, i));

      self->states[row] = proofs[i * width] == IMB_NO_ROW ? DOUBTFUL : PROVEN;
      for (gsize b = 0; self->proofs != NULL && b < width && self->states[row] == PROVEN; b++)
        self->proofs[row * width + b] = imb_crowd_row (crowd, proofs[i * width + b]);
    }
  return TRUE;
}

/* Of a few rows, whether at least half have a proof. */
static gboolean
are_mostly_proven (const ImbEditing *self,
                   const ImbCrowd   *crowd,
                   guint             c,
                   const guint32    *own,
                   gsize             n_own)
{
  gsize               n_others, n_proven = 0;
  guint32             sample[SAMPLE];
  g_autofree guint32 *others = imb_crowd_others (crowd, c, &n_others);
  g_autofree guint32 *proofs = g_new (guint32, SAMPLE * self->n_proof);
  const ImbUnlike     question = { crowd->matrix, sample, SAMPLE, own, n_own, others, n_others, NULL, self->nth, self->n_proof };

  for (gsize i = 0; i < SAMPLE; i++)
    sample[i] = own[i * n_own / SAMPLE];
  if (!imb_unlike_prove (&question, proofs, NULL, NULL))
    return FALSE;
  for (gsize i = 0; i < SAMPLE; i++)
    n_proven += proofs[i * self->n_proof] != IMB_NO_ROW;
  return 2 * n_proven >= SAMPLE;
}

/* Proofs pay for a class that is about half of all, or more: of a small one everything is as near as the others. When others
 * are many, too, it is tried out. */
static gboolean
is_worth_proving (const ImbEditing *self,
                  const ImbCrowd   *crowd,
                  guint             c,
                  const guint32    *own,
                  gsize             n_own,
                  ImbJob           *job)
{
  if (self->n_proof == 0 || 5 * n_own < 2 * crowd->n_rows)
    return FALSE;
  if (4 * n_own > 3 * crowd->n_rows)
    return TRUE;
  return (crowd->ends != NULL || !imb_neighbours_are_quick (crowd->matrix)) && are_mostly_proven (self, crowd, c, own, n_own)
         && (crowd->matrix->n_cols > TREE_COLUMNS || !is_in_tree (crowd, own, n_own, self->k_max, job));
}

/* The places of class @c whose neighbours must be listed. */
static gboolean
find_doubtful (ImbEditing     *self,
               const ImbCrowd *crowd,
               guint           c,
               const guint32  *own,
               gsize           n_own,
               GArray         *doubtful,
               ImbJob         *job,
               GError        **error)
{
  g_autoptr (GArray) asked = NULL;

  if (imb_crowd_recalls (crowd, own, n_own, self->k_max))
    {
      g_array_append_vals (doubtful, own, (guint) n_own);
      return TRUE;
    }
  if (self->ways[c] == NO_WAY)
    self->ways[c] = is_worth_proving (self, crowd, c, own, n_own, job) ? BY_PROOF : BY_LIST;
  if (self->ways[c] == BY_LIST)
    {
      g_array_append_vals (doubtful, own, (guint) n_own);
      return TRUE;
    }
  asked = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint) n_own);
  for (gsize i = 0; i < n_own; i++)
    {
      guint32 row = imb_crowd_row (crowd, own[i]);

      if (!is_proven (self, row) && self->states[row] == UNKNOWN)
        g_array_append_val (asked, own[i]);
    }
  if (asked->len > 0 && !prove (self, crowd, c, own, n_own, asked, job, error))
    return FALSE;

  for (gsize i = 0; i < n_own; i++)
    if (self->states[imb_crowd_row (crowd, own[i])] != PROVEN)
      g_array_append_val (doubtful, own[i]);
  return TRUE;
}

/* ---- votes ---- */

typedef struct
{
  const ImbCrowd *crowd;
  ImbEditKind     kind;
  gsize           k;
  const guint32  *asked;  /* places */
  guint32        *counts; /* (array length=n_classes): zeros between calls */
  ImbVotes       *votes;
} Poll;

static gboolean
is_outvoted (const Poll    *self,
             guint          own,
             const guint32 *list)
{
  gsize n_others = 0;
  guint best = own;

  for (gsize b = 0; b < self->k; b++)
    n_others += imb_crowd_class (self->crowd, list[b]) != own;
  if (n_others == 0 || self->kind == IMB_EDIT_ALL)
    return n_others > 0;

  for (gsize b = 0; b < self->k; b++)
    self->counts[imb_crowd_class (self->crowd, list[b])]++;
  for (gsize b = 0; b < self->k; b++)
    {
      guint c = imb_crowd_class (self->crowd, list[b]);

      if (self->counts[c] > self->counts[best] || (self->counts[c] == self->counts[best] && c < best))
        best = c;
    }
  for (gsize b = 0; b < self->k; b++)
    self->counts[imb_crowd_class (self->crowd, list[b])] = 0;
  return best != own;
}

static void
count_votes (gsize          i,
             const guint32 *list,
             gpointer       data)
{
  const Poll *self = data;
  guint32     place = self->asked[i];

  if (!is_outvoted (self, imb_crowd_class (self->crowd, place), list))
    return;
  g_array_append_val (self->votes->losers, place);
  g_array_append_vals (self->votes->voters, list, (guint) self->k);
}

static gboolean
poll (const ImbEditing *self,
      const ImbCrowd   *crowd,
      const GArray     *doubtful,
      gsize             n_class,
      gsize             k,
      ImbVotes         *votes,
      ImbJob           *job,
      GError          **error)
{
  g_autofree guint32 *rows = g_new (guint32, MAX (doubtful->len, 1)), *counts = g_new0 (guint32, crowd->in->n_classes);
  Poll                task = { crowd, self->kind, k, (const guint32 *) doubtful->data, counts, votes };

  for (guint i = 0; i < doubtful->len; i++)
    rows[i] = imb_crowd_row (crowd, task.asked[i]);
  return imb_crowd_each_list (crowd, rows, doubtful->len, n_class, k, IMB_LIST_BUT_FIRST, count_votes, &task, job, error);
}

/* imbalanced-learn asks class after class, and how many rows it asks for decides between equal distances in wide tables; but
 * all classes below that number can be asked in one. */
#define FEW_ASKED 1024

gboolean
imb_editing_vote (ImbEditing     *self,
                  const ImbCrowd *crowd,
                  const gsize    *targets,
                  gsize           k,
                  ImbVotes       *votes,
                  ImbJob         *job,
                  GError        **error)
{
  g_autofree gsize   *begins = g_new (gsize, crowd->in->n_classes + 1);
  g_autofree guint32 *places = imb_crowd_by_class (crowd, begins);
  g_autoptr (GArray) few = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) many = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (ImbJob) proving = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) voting = imb_job_new_part (job, 0.5);
  gsize most = 0;

  *votes = (ImbVotes){ g_array_new (FALSE, FALSE, sizeof (guint32)), g_array_new (FALSE, FALSE, sizeof (guint32)) };
  for (guint c = 0; c < crowd->in->n_classes; c++)
    {
      gsize n = begins[c + 1] - begins[c];

      most = MAX (most, n);
      if (targets[c] > 0 && n > 0
          && !find_doubtful (self, crowd, c, places + begins[c], n, n <= FEW_ASKED ? few : many, proving, error))
        return FALSE;
    }
  g_clear_pointer (&places, g_free);
  return poll (self, crowd, few, 1, k, votes, voting, error)
         && poll (self, crowd, many, most, k, votes, voting, error);
}

/* ---- edit after edit ---- */

typedef struct
{
  const ImbEditOrder *order;
  const ImbView      *in;
  ImbResample        *out;
  ImbEditing          editing;
  gsize              *before;   /* rows of each class in the view */
  guint8             *is_meant; /* each class by the strategy, in any edit so far */
  guint               smallest; /* class of the view */
  guint32            *left;     /* view rows */
  gsize               n_left;
} Course;

/* The strategy counts what is left. */
static gboolean
resolve (const Course *self,
         gsize        *targets,
         GError      **error)
{
  g_autofree guint32 *rows = self->left != NULL ? g_new (guint32, self->n_left) : NULL;
  ImbView             left = *self->in;

  for (gsize i = 0; rows != NULL && i < self->n_left; i++)
    rows[i] = (guint32) imb_view_source (self->in, self->left[i]);
  if (rows != NULL)
    {
      left.rows = rows;
      left.n_rows = self->n_left;
      left.counts = NULL;
      left.whole = NULL;
    }
  return imb_strategy_resolve (IMB_STRATEGY_CLEAN, self->order->params->sampling_strategy, &left, targets, NULL, error);
}

/* Which class is the largest changes with every edit. */
static void
note_newly_meant (const Course *self,
                  const gsize  *targets)
{
  for (guint c = 0; c < self->in->n_classes; c++)
    if (targets[c] > 0 && !self->is_meant[c])
      {
        g_autofree char *label = imb_view_dup_label (self->in, c), *shown = imb_text_shorten (label);

        self->is_meant[c] = TRUE;
        if (self->left != NULL)
          imb_notes_add (self->out->notes, _ ("Class “%s” was edited, too, once others had become smaller: each edit asks sampling_strategy=%s of the rows that are left, as in imbalanced-learn."),
                         shown, self->order->params->sampling_strategy);
      }
}

static void
remove_losers (Course         *self,
               const ImbCrowd *crowd,
               const ImbVotes *votes,
               gsize           k)
{
  g_autofree guint8  *gone = g_new0 (guint8, MAX (crowd->n_rows, 1));
  g_autofree guint32 *voters = g_new (guint32, k);
  guint32            *left;

  for (guint i = 0; i < votes->losers->len; i++)
    gone[g_array_index (votes->losers, guint32, i)] = TRUE;
  if (self->order->params->compat != IMB_COMPAT_IMBALANCED_LEARN)
    imb_crowd_spare (crowd, gone, self->out->notes);

  for (guint i = 0; i < votes->losers->len; i++)
    {
      guint32 place = g_array_index (votes->losers, guint32, i), row = imb_crowd_row (crowd, place);

      if (!gone[place])
        continue;
      for (gsize b = 0; b < k; b++)
        voters[b] = imb_crowd_row (crowd, g_array_index (votes->voters, guint32, i * k + b));
      imb_removals_add (self->out->removals, row, IMB_REASON_OUTVOTED, voters, k);
      self->editing.states[row] = GONE;
    }
  left = imb_crowd_left (crowd, gone, TRUE, &self->n_left);
  g_free (self->left);
  self->left = left;
}

static gboolean
edit_once (Course  *self,
           gsize    k,
           ImbJob  *job,
           GError **error)
{
  g_autofree gsize *targets = g_new0 (gsize, self->in->n_classes);
  g_auto (ImbCrowd) crowd = { 0 };
  g_auto (ImbVotes) votes = { 0 };

  if (!resolve (self, targets, error)
      || !imb_crowd_init (&crowd, self->editing.near, self->in, self->left, self->n_left, job, error)
      || !imb_editing_vote (&self->editing, &crowd, targets, k, &votes, job, error))
    return FALSE;

  note_newly_meant (self, targets);
  remove_losers (self, &crowd, &votes, k);
  return TRUE;
}

/* A class is gone, or one that was larger is now smaller than the smallest was. */
static gboolean
has_gone_far (const Course *self)
{
  g_autofree gsize *counts = g_new0 (gsize, self->in->n_classes);

  for (gsize i = 0; i < self->n_left; i++)
    counts[imb_view_class (self->in, self->left[i])]++;
  for (guint c = 0; c < self->in->n_classes; c++)
    {
      if (self->before[c] > 0 && counts[c] == 0)
        return TRUE;
      if (self->before[c] > 0 && c != self->smallest && !self->order->may_outgrow && counts[c] < self->before[self->smallest])
        return TRUE;
    }
  return FALSE;
}

static gboolean
refuse_few (gsize    n_edits,
            gsize    n_left,
            gsize    k,
            GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
               g_dngettext (GETTEXT_PACKAGE, "After %zu edit there are %zu rows left, too few for %zu neighbours of each, which imbalanced-learn refuses; write n_neighbors=%zu or less, or compat=none.", "After %zu edits there are %zu rows left, too few for %zu neighbours of each, which imbalanced-learn refuses; write n_neighbors=%zu or less, or compat=none.", n_edits),
               n_edits, n_left, k, n_left - 1);
  return FALSE;
}

static gboolean
edit_all (Course  *self,
          ImbJob  *job,
          GError **error)
{
  const ImbEditOrder *order = self->order;
  gboolean            is_growing = order->k_first < (gsize) order->params->n_neighbors;

  for (gsize edit = 0; edit < order->n_edits; edit++)
    {
      gsize n_before = self->n_left, k = order->k_first + (is_growing ? edit : 0);
      g_autoptr (ImbJob) part = imb_job_new_part (job, edit == 0 ? 0.5 : 0.5 / (double) order->n_edits);

      if (n_before <= k)
        {
          if (order->params->compat == IMB_COMPAT_IMBALANCED_LEARN)
            return refuse_few (edit, n_before, k, error);
          imb_notes_add (self->out->notes, _ ("After %zu edits there were %zu rows left, too few for %zu neighbours of each; the editing ended there."), edit, n_before, k);
          return TRUE;
        }
      if (!edit_once (self, k, part, error))
        return FALSE;
      if ((!is_growing && self->n_left == n_before) || has_gone_far (self))
        return TRUE;
    }
  return TRUE;
}

gboolean
imb_edit (const ImbEditOrder *order,
          const ImbView      *in,
          ImbJob             *job,
          ImbResample        *out,
          GError            **error)
{
  g_autoptr (ImbNear) near = imb_near_new (in, (ImbDistance) order->params->metric, IMB_ALL_CLASSES, job, error);
  g_autofree gsize  *before = g_new0 (gsize, in->n_classes);
  g_autofree guint8 *is_meant = g_new0 (guint8, in->n_classes);
  gsize              n_smallest, k_last = (gsize) order->params->n_neighbors;
  Course             self = { .order = order, .in = in, .out = out, .before = before, .is_meant = is_meant, .n_left = in->n_rows };
  gboolean           ok;

  if (near == NULL)
    return FALSE;

  self.smallest = imb_crowd_smallest (in, &n_smallest);
  imb_view_count (in, before);
  ok = imb_editing_init (&self.editing, near, in, (ImbEditKind) order->params->kind_sel, k_last, order->k_first < k_last, order->n_edits == 1, error)
       && edit_all (&self, job, error);
  if (ok && self.left != NULL)
    imb_resample_take_rows (out, g_steal_pointer (&self.left), self.n_left);
  imb_editing_clear (&self.editing);
  g_free (self.left);
  return ok;
}

gboolean
imb_edit_check (const ImbView *in,
                gconstpointer  values,
                GError       **error)
{
  return imb_border_check (in, (gsize) ((const ImbEditParams *) values)->n_neighbors, "n_neighbors", error);
}

/* What is left when another edit follows: of every class a row, and where none may become smaller than the smallest was, that many of
 * each but one. */
char *
imb_edit_doubt (const ImbView       *in,
                const ImbEditParams *params,
                gboolean             may_outgrow)
{
  g_autofree gsize *counts = g_new0 (gsize, MAX (in->n_classes, 1));
  gsize             n_smallest, n_present = 0;

  imb_crowd_count_smallest (in, &n_smallest);
  imb_view_count (in, counts);
  for (guint c = 0; c < in->n_classes; c++)
    n_present += counts[c] > 0;
  if (params->compat != IMB_COMPAT_IMBALANCED_LEARN
      || (may_outgrow ? n_present : (n_present - 1) * n_smallest + 1) > (gsize) params->n_neighbors)
    return NULL;
  return g_strdup_printf (_ ("If an edit leaves %d rows or less it is refused, as by imbalanced-learn; write a smaller n_neighbors, or compat=none."), params->n_neighbors);
}
