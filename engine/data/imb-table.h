/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "engine/core/imb-job.h"
#include "engine/core/imb-notes.h"
#include "engine/data/imb-origin.h"
#include "engine/data/imb-texts.h"

G_BEGIN_DECLS

/* A table as loaded: columns in source units. Counted; never changes. */
typedef struct _ImbTable ImbTable;

typedef enum
{
  IMB_COLUMN_NUMBER,   /* doubles, NaN = missing */
  IMB_COLUMN_CATEGORY, /* codes into levels, -1 = missing */
} ImbColumnKind;

/* What the values look like; finer than the kind, for people and for guessing roles. */
typedef enum
{
  IMB_TYPE_NUMBER,
  IMB_TYPE_INTEGER,
  IMB_TYPE_BOOLEAN,
  IMB_TYPE_CATEGORY,
  IMB_TYPE_DATE,
  IMB_TYPE_IDENTIFIER, /* (nearly) every row has its own value */
  IMB_TYPE_TEXT,
  IMB_TYPE_CONSTANT, /* one value, or none at all */
} ImbColumnType;

/* A column with more different texts is nobody's target and nobody's list: sorting them would cost more than reading them. */
#define IMB_MOST_SORTED_LEVELS 65536

typedef struct
{
  char         *name; /* UTF-8, unique in the table, not empty */
  ImbColumnKind kind;
  ImbColumnType type;
  gsize         n_missing;
  gsize         n_distinct; /* of the values that are not missing */
  double       *numbers;    /* NUMBER only; from g_malloc, like all memory here */
  gint32       *codes;      /* CATEGORY only */
  char        **levels;     /* CATEGORY only: sorted by number when all are numbers, else by bytes (imb_table_new sees to it);
                             * more than IMB_MOST_SORTED_LEVELS: in the order they came */
  ImbTexts *texts;          /* CATEGORY only: the memory in which all levels lie; NULL: each is its own */
  guint     n_levels;
  double    min; /* NUMBER: over the finite values; NaN when there is none */
  double    max;
  double    mean;
} ImbColumn;

/* How a file was read: every guess, so that it can be shown and changed. */
typedef struct
{
  char    *format;    /* an id of imb_formats(): csv, arff, keel … */
  char    *packing;   /* gzip, xz, zstd …; NULL: not compressed */
  char    *encoding;  /* UTF-8, UTF-16LE, WINDOWS-1252 …; NULL where the format has none to choose */
  char     delimiter; /* ',' ';' '\t' '|' ' ' …; 0 where the format has none, as for the next four */
  char     quote;     /* '"' or '\''; 0: quotes are characters like others */
  char     comment;   /* what a comment line begins with: '#' …; 0: there are none */
  char     decimal;   /* '.' or ',' */
  char     thousands; /* the separator that was met: , . blank apostrophe; 0: none */
  gboolean has_header;
  char   **missing; /* the markers that were met, NULL-terminated */
  char    *table;   /* the one that was read of several in the file, or NULL */
  char   **tables;  /* all of them, NULL-terminated, or NULL */
  gsize    n_bytes;
  gsize    n_comments;     /* lines that were left out for that */
  gsize    n_rows_in_file; /* more than the table's rows: it is a sample of them */
  guint32  sample_seed;
  char    *sample_by; /* the column whose classes keep their shares in the sample, or NULL */
  char    *target;    /* the column that the file itself names as its target (KEEL), or NULL */
  char    *weights;   /* the column of what rows count, which the file has beside them (ARFF), or NULL */
} ImbReading;

/* Something in the file that was not as expected, and what was done. Lines, columns and rows from 1. */
typedef struct
{
  gsize line;
  gsize column; /* 0: the whole line */
  gsize row;    /* of the table; 0: it is about none, or about one that was left out */
  char *message;
} ImbReadProblem;

/**
 * imb_table_new:
 * @name: for people; usually the file's name without its folder
 * @n_rows: rows of every column
 * @columns: (transfer full) (array length=n_columns): the columns; their statistics (n_missing,
 *   n_distinct, min, max, mean, type) are computed here unless @type is set to DATE,
 *   IDENTIFIER or TEXT
 *
 * @job: (nullable): its progress is left alone
 *
 * Returns: (transfer full) (nullable): the table, or NULL with G_IO_ERROR_CANCELLED
 */
ImbTable *imb_table_new (const char *name,
                         gsize       n_rows,
                         ImbColumn  *columns,
                         gsize       n_columns,
                         ImbJob     *job,
                         GError    **error);

/* For the readers, before anybody else sees the table. (all transfer full) */
void imb_table_set_reading (ImbTable   *self,
                            ImbReading *reading);
void imb_table_take_problems (ImbTable  *self,
                              GPtrArray *problems, /* of ImbReadProblem */
                              gsize      n_problems /* counted, also beyond those kept */);
void imb_table_set_path (ImbTable   *self,
                         const char *path);
void imb_table_set_origin (ImbTable  *self,
                           ImbOrigin *origin);

ImbTable        *imb_table_ref (ImbTable *self);
void             imb_table_unref (ImbTable *self);
const char      *imb_table_get_name (const ImbTable *self);
const char      *imb_table_get_path (const ImbTable *self);   /* NULL: made, not read */
const ImbOrigin *imb_table_get_origin (const ImbTable *self); /* NULL: not from a file or pipe */
gsize            imb_table_n_rows (const ImbTable *self);
gsize            imb_table_n_columns (const ImbTable *self);
const ImbColumn *imb_table_column_at (const ImbTable *self,
                                      gsize           j);

/* The column of that name, or #N counted from 1; -1 when there is none. */
gssize            imb_table_find_column (const ImbTable *self,
                                         const char     *name);
const ImbReading *imb_table_get_reading (const ImbTable *self); /* NULL: made, not read */
const GPtrArray  *imb_table_get_problems (const ImbTable *self);
gsize             imb_table_n_problems (const ImbTable *self);

/* What was decided while reading. */
ImbNotes *imb_table_get_notes (const ImbTable *self);

/**
 * imb_table_format_cell:
 * @buffer: where the text of a number goes, at least 32 bytes
 *
 * Returns: (transfer none): the cell as text in the C locale, the shortest number that reads
 *   back equal; "" when it is missing; good as long as @buffer and the table
 */
const char *imb_table_format_cell (const ImbTable *self,
                                   gsize           row,
                                   gsize           j,
                                   char           *buffer);

/* The shortest decimal that reads back as @value, C locale, into buffer[32]; "nan" for NaN. Whole numbers up to 2^53 have no exponent, so that a
 * column of them is one of whole numbers for whoever reads it. */
const char *imb_format_number (double value,
                               char  *buffer);

const char *imb_column_type_nick (ImbColumnType type);

ImbReadProblem *imb_read_problem_new (gsize       line,
                                      gsize       column,
                                      gsize       row,
                                      const char *message);
void            imb_read_problem_free (ImbReadProblem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbTable, imb_table_unref)

G_END_DECLS
