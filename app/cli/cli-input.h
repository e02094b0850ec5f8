/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-options.h"
#include "engine/imb.h"

G_BEGIN_DECLS

/* A file on its way to numbers. Zeros to begin with. */
typedef struct
{
  ImbTable   *table;
  ImbProblem *problem;
  ImbDesign  *design;
  ImbNotes   *notes;   /* of reading and understanding; what comes later adds to it */
  double      seconds; /* for reading */
} CliInput;

/* Reads @path as the options say. */
gboolean cli_input_read (CliInput         *self,
                         const CliOptions *options,
                         const char       *path,
                         ImbJob           *job,
                         GError          **error);

/* Finds target, classes and features. */
gboolean cli_input_pose (CliInput         *self,
                         const CliOptions *options,
                         GError          **error);

/* The features as numbers. */
gboolean cli_input_number (CliInput *self,
                           ImbJob   *job,
                           GError  **error);

/* All three, with the command's progress, which begins here; each has its share of it. */
gboolean cli_input_load (CliInput         *self,
                         const CliOptions *options,
                         const char       *path,
                         double            read_share,
                         double            number_share,
                         GError          **error);

/* Ends the progress, and prints the notes unless they are unwanted or part of the JSON. */
void cli_input_finish (const CliInput   *self,
                       const CliOptions *options);

/* The column of that name or #number, or an error that says which is near. */
gboolean cli_input_find_column (const ImbTable *table,
                                const char     *name,
                                gsize          *column,
                                GError        **error);

/* FALSE with an error when @option named the target, which has no second role. */
gboolean cli_input_is_free (const CliInput *self,
                            gsize           column,
                            const char     *option,
                            GError        **error);

/* "german.csv: 1,000 rows × 21 columns". (transfer full) */
char *cli_input_dup_title (const CliInput *self);
void  cli_input_clear (CliInput *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliInput, cli_input_clear)

G_END_DECLS
