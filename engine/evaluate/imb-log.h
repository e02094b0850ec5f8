/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/core/imb-notes.h"

G_BEGIN_DECLS

/* A file to which lines of JSON are only ever added: a head, then records, those of a unit of work together. A unit is written whole; what a
 * killed program left of one is cut off when the log is opened again, so nothing is lost and nothing is there twice. */
typedef struct _ImbLog ImbLog;

#define IMB_LOG_NAME    "experiment.jsonl"
#define IMB_LOG_VERSION 1 /* "log" of the head */

/**
 * imb_log_open:
 * @folder: made when it is not there
 * @head: the first line, a JSON object: what all records are about; a log that is there must begin with the same members
 * @resume: whether a log may be there already
 * @notes: what was cut off
 *
 * Nobody else can write to the log while it is open.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_OUTPUT, or IMB_ERROR_PARAM when it is about something else, with a sentence that says what
 */
ImbLog *imb_log_open (const char *folder,
                      const char *head,
                      gboolean    resume,
                      ImbNotes   *notes,
                      GError    **error);
void    imb_log_close (ImbLog *self);

/* A log as it stands, to be looked at only; a unit that is not whole is left out. (transfer full) (nullable): NULL with IMB_ERROR_FORMAT or
 * IMB_ERROR_PARAM */
ImbLog *imb_log_read (const char *folder,
                      ImbNotes   *notes,
                      GError    **error);

/* Its first line. Of logs that were read. (transfer none) */
JsonObject *imb_log_get_head (const ImbLog *self);

/* Adds the versions of the program that did its runs; says which when there are several. */
void imb_log_add_versions (const ImbLog *self,
                           GHashTable   *versions);
void imb_log_note_versions (GHashTable *versions,
                            ImbNotes   *notes);

/* The units that are there, in no order. (transfer container) (element-type utf8) */
GPtrArray *imb_log_dup_units (const ImbLog *self);

/* Whether all records of a unit are there. */
gboolean imb_log_has (const ImbLog *self,
                      const char   *unit);

/* The records of a unit: (element-type JsonObject), in the order in which they were written; NULL: it is not there. */
const GPtrArray *imb_log_records (const ImbLog *self,
                                  const char   *unit);

/**
 * imb_log_append:
 * @lines: the unit's records, each an object on a line of its own with the members "unit" (@unit) and "of" (how many there are)
 *
 * On the disk when it returns.
 */
gboolean imb_log_append (ImbLog     *self,
                         const char *unit,
                         const char *lines,
                         GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbLog, imb_log_close)

G_END_DECLS
