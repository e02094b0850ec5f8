/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/data/imb-table.h"
#include "engine/io/imb-read-log.h"
#include "engine/io/imb-read.h"
#include "engine/io/imb-strata.h"

G_BEGIN_DECLS

/* Which rows of a file become the table when not all are wanted. It depends on how many the file has, how many are wanted and the seed,
 * and, when it is stratified, on the classes, on nothing else: not on the threads, nor on the pieces in which the file is read. The memory it
 * takes is in proportion to the sample; a byte per row of the file comes to it while a stratified one is chosen. */
typedef struct
{
  gsize      most_rows; /* wanted; 0: all */
  guint32    seed;
  gsize      n_in_file; /* rows in the file, when they were counted */
  gsize     *rows;      /* (array length=n_rows): those chosen, from 0, ascending; NULL: all */
  gsize      n_rows;
  ImbStrata *strata;     /* NULL: the sample is not stratified */
  char      *by;         /* the column that they are of */
  gboolean   guessed;    /* nobody named it: it probably is the target */
  gboolean   stratified; /* it was possible */
} ImbSample;

void imb_sample_init (ImbSample            *self,
                      const ImbReadOptions *options);
void imb_sample_clear (ImbSample *self);

/* The sample is to be stratified, if @options name one of the columns. @names: (array length=n_columns) */
void imb_sample_stratify (ImbSample *self, const ImbReadOptions *options, char *const *names, gsize n_columns);

/* If nobody named a column: by the one that probably is the target, column @j. @name: (nullable): there is none */
void imb_sample_stratify_by_guess (ImbSample *self, const ImbReadOptions *options, const char *name, gsize j);

/* Chooses among @n_in_file rows, each with the same probability; all when there are no more than are wanted. FALSE with
 * IMB_ERROR_TOO_LARGE or G_IO_ERROR_CANCELLED. */
gboolean imb_sample_choose (ImbSample *self,
                            gsize      n_in_file,
                            ImbJob    *job,
                            GError   **error);

/* How many of the chosen rows are before row @row of the file. */
gsize imb_sample_below (const ImbSample *self,
                        gsize            row);

/* For columns that hold all rows of the file already: chooses, and leaves the chosen ones. Problems in @log get their new rows. */
gboolean imb_sample_columns (ImbSample  *self,
                             ImbColumn  *columns,
                             gsize       n_columns,
                             gsize      *n_rows, /* (inout) */
                             ImbReadLog *log,
                             ImbJob     *job,
                             GError    **error);

/* Says in @reading and in a note of @log that the table is a sample, if it is. */
void imb_sample_tell (const ImbSample *self,
                      ImbReading      *reading,
                      ImbReadLog      *log);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbSample, imb_sample_clear)

G_END_DECLS
