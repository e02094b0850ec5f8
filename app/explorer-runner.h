/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* The only file of the window that crosses threads: long work runs in a thread of its own, its answer
 * comes back on the main thread. Of each kind only the newest request counts: it cancels the older
 * one and that one's answer is dropped. */
#define EXPLORER_TYPE_RUNNER (explorer_runner_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerRunner, explorer_runner, EXPLORER, RUNNER, GObject)

/* A running piece of work as the job bar shows it: properties "title" (string), "fraction" (0 … 1) and "amounts" (string: what was
 * read so far; "" when nothing is). */
#define EXPLORER_TYPE_TASK (explorer_task_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerTask, explorer_task, EXPLORER, TASK, GObject)

/* In the worker's thread. @data is what explorer_runner_start() got and is nobody else's. Gives the
 * result, or NULL with an error (NULL without one is a result, too). */
typedef gpointer (*ExplorerWork) (gpointer data,
                                  ImbJob  *job,
                                  GError **error);

/* On the main thread. @result stays the runner's: take a reference, or steal what is inside. @error is
 * G_IO_ERROR_CANCELLED when the person cancelled. Not called when a newer request of the same kind came,
 * nor when @owner is gone. */
typedef void (*ExplorerDone) (gpointer      owner,
                              gpointer      result,
                              const GError *error);

ExplorerRunner *explorer_runner_new (void);

/**
 * explorer_runner_start:
 * @kind: which requests supersede one another: "read", "problem", "resample", "compare" …
 * @title: for people, in the job bar
 * @work: what to do
 * @data: (transfer full) (nullable): its input
 * @free_data: (nullable): called when the work has ended
 * @free_result: (nullable): called after @done, and for answers that nobody waits for
 * @owner: a GObject; the runner holds it weakly
 * @done: (nullable): gets the answer
 */
void explorer_runner_start (ExplorerRunner *self,
                            const char     *kind,
                            const char     *title,
                            ExplorerWork    work,
                            gpointer        data,
                            GDestroyNotify  free_data,
                            GDestroyNotify  free_result,
                            gpointer        owner,
                            ExplorerDone    done);

/* Cancels the request of that kind and drops its answer; nothing happens when there is none. */
void     explorer_runner_drop (ExplorerRunner *self,
                               const char     *kind);
void     explorer_runner_drop_all (ExplorerRunner *self);
gboolean explorer_runner_is_running (ExplorerRunner *self,
                                     const char     *kind);

/* The request of that kind that is under way, to show its progress or to cancel it; NULL when there is
 * none. (transfer full) */
ExplorerTask *explorer_runner_dup_task (ExplorerRunner *self,
                                        const char     *kind);

/* Property "busy": whether anything is under way whose answer somebody waits for. */
gboolean explorer_runner_get_busy (ExplorerRunner *self);

/* Of ExplorerTask: what is running, oldest first. */
GListModel *explorer_runner_get_tasks (ExplorerRunner *self);

const char *explorer_task_get_title (ExplorerTask *self);
double      explorer_task_get_fraction (ExplorerTask *self);

/* Microseconds since it was started. */
gint64 explorer_task_get_age_us (ExplorerTask *self);

/* As the person's wish: the owner hears of it as G_IO_ERROR_CANCELLED. */
void explorer_task_cancel (ExplorerTask *self);

G_END_DECLS
