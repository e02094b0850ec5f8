/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A piece of long work: it can be cancelled from any thread and says how far it is.
 * Every long call of the engine takes one (NULL: cannot be cancelled, nobody watches)
 * and asks it once per block of 1 to 5 ms. */
typedef struct _ImbJob ImbJob;

ImbJob *imb_job_new (void);

/**
 * imb_job_new_part:
 * @whole: (nullable): the job that this one is a part of
 * @share: 0 … 1, the part of the whole's work that it is
 *
 * Progress of the part moves the whole by its share; cancelling the whole cancels
 * the part. Parts of one whole may run in different threads.
 *
 * Returns: (transfer full) (nullable): the part; NULL when @whole is NULL
 */
ImbJob *imb_job_new_part (ImbJob *whole,
                          double  share);
ImbJob *imb_job_ref (ImbJob *self);
void    imb_job_unref (ImbJob *self);

/**
 * imb_job_step:
 * @self: (nullable): the job
 * @done: units of work done so far
 * @total: units of work in all; 0 leaves the progress as it is
 *
 * Returns: FALSE with G_IO_ERROR_CANCELLED when the job was cancelled
 */
gboolean imb_job_step (ImbJob  *self,
                       gsize    done,
                       gsize    total,
                       GError **error);
void     imb_job_cancel (ImbJob *self);
gboolean imb_job_is_cancelled (const ImbJob *self);

/* 0 … 1; any thread. */
double imb_job_get_fraction (const ImbJob *self);

/* What was read so far, for people: the outermost job keeps count, whatever part counts. A reader may go through the text several times
 * (to find rows, to choose a sample, to take them); each pass counts anew. */
typedef struct
{
  gsize n_bytes;
  gsize all_bytes; /* of the text, unpacked; 0: not known */
  gsize n_rows;
} ImbAmounts;

/* Any thread; @self may be NULL. A pass over no bytes is what follows reading: nothing is counted. */
void       imb_job_begin_pass (ImbJob *self,
                               gsize   all_bytes);
void       imb_job_count (ImbJob *self,
                          gsize   n_bytes,
                          gsize   n_rows);
ImbAmounts imb_job_get_amounts (const ImbJob *self);

/* "84 of 161 MB"; NULL when bytes are not counted. (transfer full) (nullable) */
char *imb_amounts_dup_bytes (const ImbAmounts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbJob, imb_job_unref)

G_END_DECLS
