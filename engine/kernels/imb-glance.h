/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-coarse.h"
#include "engine/kernels/imb-panels.h"

G_BEGIN_DECLS

/* What a quick look tells of distances: an interval for each. In bytes where the processor can, and what they find is measured in double; else in float. Lengths here are neither
 * squared nor in the unit of the table, but all of one glance are in the same unit. */
typedef struct
{
  ImbFrame  frame;
  ImbCoarse coarse;
  gboolean  is_coarse;
  gsize     n_tile;  /* queries looked for at once */
  gsize     n_panel; /* points of a panel */
} ImbGlance;

/* @queries: (nullable): rows looked for that are not of @points. frame.is_fit says whether it can be used. */
gboolean imb_glance_init (ImbGlance       *self,
                          const ImbMatrix *points,
                          const ImbMatrix *queries,
                          ImbJob          *job,
                          GError         **error);
void     imb_glance_clear (ImbGlance *self);

/* A squared distance as a length of the glance, a little more than it is. */
double imb_glance_length_of (const ImbGlance *self,
                             double           squared_distance);

/* Points to look at. */
typedef struct
{
  const ImbGlance *glance;
  const ImbMatrix *points; /* borrowed */
  const guint32   *rows;   /* borrowed */
  gsize            n_rows;
  gsize            n_panels;
  ImbPanels        floats;
  ImbCoarsePanels  bytes;
} ImbGlancePanels;

gboolean imb_glance_panels_fill (ImbGlancePanels *self,
                                 const ImbGlance *glance,
                                 const ImbMatrix *points,
                                 const guint32   *rows,
                                 gsize            n_rows,
                                 ImbJob          *job,
                                 GError         **error);
void     imb_glance_panels_clear (ImbGlancePanels *self);

/* How many panels stay in a near cache. */
gsize imb_glance_panels_group (const ImbGlancePanels *self);

/* Queries of one thread, by slot. */
typedef struct
{
  const ImbGlance *glance;
  gpointer         tiles;
  double          *norms;
  float           *sums; /* limits in float */
  const double   **own;  /* in bytes, from here on: the rows */
  double          *lengths;
  ImbCoarseRow    *rows;
  ImbCoarseLimits *limits;
} ImbGlanceDesk;

/* @n_slots: a multiple of 24. Rows of a matrix of the points' columns, borrowed. */
ImbGlanceDesk *imb_glance_desk_new (const ImbGlance *glance,
                                    gsize            n_slots);
void           imb_glance_desk_free (ImbGlanceDesk *self);
void           imb_glance_pack (ImbGlanceDesk *self,
                                gsize          slot,
                                const double  *row);

/* Looks for what may be as near as @length; infinite: for everything; negative: for nothing. */
void imb_glance_seek_near (ImbGlanceDesk *self,
                           gsize          slot,
                           double         length);

/* Looks for what is nearer than @length for certain, and perhaps for a little more: see what the interval says. */
void imb_glance_seek_inside (ImbGlanceDesk *self,
                             gsize          slot,
                             double         length);

/* The distance is from @low to @high. */
typedef void (*ImbGlanceFunc) (gpointer data,
                               gsize    slot,
                               gsize    row,
                               double   low,
                               double   high);

/* The tile of queries that begins at @slot, against a panel. @func is called for places in the panels' rows. */
void imb_glance_look (ImbGlanceDesk         *self,
                      const ImbGlancePanels *panels,
                      gsize                  slot,
                      gsize                  panel,
                      ImbGlanceFunc          func,
                      gpointer               data);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbGlance, imb_glance_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbGlanceDesk, imb_glance_desk_free)

G_END_DECLS
