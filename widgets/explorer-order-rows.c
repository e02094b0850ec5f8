/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Row numbers through an order, many at once. */
#include "widgets/explorer-order-rows.h"

/* @back: for each of the numbers to give, the one in @from that it comes from. They are added in ascending order, which a
 * bitset takes quickly. */
static GtkBitset *
dup_mapped (const GtkBitset *from,
            const guint32   *back,
            gsize            n)
{
  GtkBitset         *to = gtk_bitset_new_empty ();
  g_autofree guint8 *in = g_new0 (guint8, MAX (n, 1));
  GtkBitsetIter      iter;
  guint              at;

  if (!gtk_bitset_iter_init_first (&iter, from, &at))
    return to;
  do
    if (at < n)
      in[at] = 1;
  while (gtk_bitset_iter_next (&iter, &at));

  for (gsize i = 0; i < n; i++)
    if (in[back[i]])
      gtk_bitset_add (to, (guint) i);
  return to;
}

GtkBitset *
explorer_order_dup_places (const ImbOrder  *order,
                           const GtkBitset *rows)
{
  return dup_mapped (rows, order->rows, order->n_rows);
}

GtkBitset *
explorer_order_dup_rows (const ImbOrder  *order,
                         const GtkBitset *places)
{
  return dup_mapped (places, order->places, order->n_rows);
}
