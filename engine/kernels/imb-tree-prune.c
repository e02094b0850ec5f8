/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/imb-tree-prune.h"

#include <string.h>

#include "engine/core/imb-matrix.h"

static inline gboolean
is_inner (const ImbTreeNode *node)
{
  return (node->feature & ~IMB_TREE_MISSING_LEFT) < IMB_TREE_MIXED;
}

/* What a node's branch is worth above a leaf in its place: what its questions gain less what more leaves cost, the best of what is left below. The
 * last nodes first, since children come behind their parents. Removing weakest links one by one ends at the same tree. */
static double *
find_worths (const ImbTree *self,
             double         price)
{
  double *worths = g_new0 (double, self->n_nodes);

  for (gsize i = self->n_nodes; i-- > 0;)
    if (is_inner (&self->nodes[i]))
      worths[i] = MAX (self->facts[i].gain - price + worths[self->nodes[i].child] + worths[self->nodes[i].child + 1], 0.0);
  return worths;
}

/* The weights of classes in every node, from its leaves. */
static double *
sum_classes (const ImbTree *self,
             GError       **error)
{
  const gsize K = self->n_classes;
  double     *sums = imb_rows_new (self->n_nodes, K * sizeof (double), error);

  for (gsize i = self->n_nodes; sums != NULL && i-- > 0;)
    for (guint c = 0; c < K; c++)
      sums[i * K + c] = is_inner (&self->nodes[i]) ? sums[self->nodes[i].child * K + c] + sums[(self->nodes[i].child + 1) * K + c]
                                                   : self->facts[i].cover * imb_tree_probability (self, &self->nodes[i], c);
  return sums;
}

/* No branch was worth anything before it is cut unless it had rows of two classes; but gains may round to 0. */
static void
put_leaf (ImbTree      *to,
          gsize         at,
          const double *sums,
          double        cover)
{
  const gsize K = to->n_classes;
  guint       n_present = 0, some = 0;

  to->facts[at] = (ImbTreeFacts){ 0.0, cover };
  for (guint c = 0; c < K; c++)
    if (sums[c] > 0.0)
      {
        n_present++;
        some = c;
      }
  if (n_present == 1)
    {
      to->nodes[at] = (ImbTreeNode){ 0.0, IMB_TREE_PURE, some };
      return;
    }
  to->nodes[at] = (ImbTreeNode){ 0.0, IMB_TREE_MIXED, (guint32) to->n_mixed };
  for (guint c = 0; c < K; c++)
    to->mixed[to->n_mixed * K + c] = sums[c] / cover;
  to->n_mixed++;
}

ImbTree *
imb_tree_prune (ImbTree *self,
                double   price,
                GError **error)
{
  g_autoptr (ImbTree) from = self;
  const gsize         K = self->n_classes;
  g_autofree double  *worths = find_worths (self, price), *sums = sum_classes (self, error);
  g_autofree double  *mixed = sums != NULL ? imb_rows_new (self->n_nodes / 2 + 1, K * sizeof (double), error) : NULL; /* leaves at most */
  g_autofree guint32 *sources = g_new (guint32, self->n_nodes);
  ImbTree            *to;

  g_return_val_if_fail (price >= 0.0, g_steal_pointer (&from));
  if (mixed == NULL)
    return NULL;

  to = g_new0 (ImbTree, 1);
  to->nodes = g_new (ImbTreeNode, self->n_nodes);
  to->facts = g_new (ImbTreeFacts, self->n_nodes);
  to->mixed = g_steal_pointer (&mixed);
  to->n_classes = self->n_classes;
  to->n_nodes = 1;
  sources[0] = 0;
  for (gsize i = 0; i < to->n_nodes; i++)
    {
      const gsize        source = sources[i];
      const ImbTreeNode *node = &from->nodes[source];

      if (!is_inner (node) || worths[source] == 0.0)
        {
          put_leaf (to, i, sums + source * K, from->facts[source].cover);
          continue;
        }
      to->nodes[i] = *node;
      to->facts[i] = from->facts[source];
      to->nodes[i].child = (guint32) to->n_nodes;
      sources[to->n_nodes] = node->child;
      sources[to->n_nodes + 1] = node->child + 1;
      to->n_nodes += 2;
    }
  to->nodes = g_renew (ImbTreeNode, to->nodes, to->n_nodes);
  to->facts = g_renew (ImbTreeFacts, to->facts, to->n_nodes);
  to->mixed = g_renew (double, to->mixed, MAX (to->n_mixed, 1) * K);
  return to;
}
