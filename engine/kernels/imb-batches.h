/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

/* Which rows a step of learning sees. An epoch has ceil (n / size) batches whatever the kind: comparing kinds compares equal work. */
typedef enum
{
  IMB_BATCHES_SHUFFLED, /* every row once an epoch, in a new order */
  IMB_BATCHES_BALANCED, /* each row of a class drawn evenly, then any of its rows */
  IMB_BATCHES_EPISODIC, /* as many of each class, none twice in a batch while the class has others */
} ImbBatchesKind;

typedef struct
{
  ImbBatchesKind kind;
  gsize          n_rows;
  gsize          size;
  guint          n_classes;
  guint32       *order;  /* shuffled: of this epoch; else the rows class after class */
  guint32       *fresh;  /* room for a new order */
  gsize         *starts; /* n_classes + 1, into order */
  gsize          at;     /* rows of this epoch given so far */
  gsize          turn;   /* of classes, for what does not divide evenly */
} ImbBatches;

/**
 * imb_batches_init:
 * @classes: (array length=n_rows): below @n_classes, each of which has rows
 * @size: 1 … n_rows
 *
 * Returns: FALSE: there is no memory. Clear it also then.
 */
gboolean imb_batches_init (ImbBatches    *self,
                           ImbBatchesKind kind,
                           const guint16 *classes,
                           gsize          n_rows,
                           guint          n_classes,
                           gsize          size);
void     imb_batches_clear (ImbBatches *self);

/* Shuffled: draws as scikit-learn's MLPClassifier does. */
void imb_batches_begin_epoch (ImbBatches *self,
                              ImbRng     *rng);

/* The rows of the next batch into rows[size]; how many, 0 at the end of the epoch. */
gsize imb_batches_next (ImbBatches *self,
                        ImbRng     *rng,
                        guint32    *rows);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbBatches, imb_batches_clear)

G_END_DECLS
