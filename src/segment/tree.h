/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/field.h"
#include "segment/words.h"

/* The tree of a segment's condition, as DESIGN "The segment language" gives it: what text and JSON
 * are parsed to and what the index plans and the evaluator walks. It holds ids, never names.
 *
 * A TpSegment is immutable and counted; it may be shared between threads. Nodes belong to it and
 * are borrowed while a reference is held. Trees are normalised when built: no AND directly in an
 * AND, no OR directly in an OR, so that equal conditions written with other parentheses are equal
 * trees.
 *
 * Numbers are decimals kept exactly, as integers of ten-thousandths (TP_SEGMENT_SCALE); money is in
 * major units at the same scale. A day is a number of days since 1970-01-01 (segment/day.h). */

#define TP_SEGMENT_SCALE G_GINT64_CONSTANT (10000)
#define TP_SEGMENT_NUMBER_MAX                                                                      \
  G_GINT64_CONSTANT (999999999999999999) /* scaled: 14 digits before                               \
                                          */

/* Limits of text and JSON alike; passing one is LIMIT. */
#define TP_SEGMENT_DEPTH_MAX 100          /* levels of the tree, and of parentheses in text */
#define TP_SEGMENT_CONDITIONS_MAX 10000   /* in one tree */
#define TP_SEGMENT_VALUES_MAX 10000       /* of `in`, all lists of a tree together */
#define TP_SEGMENT_STRING_MAX 4096        /* bytes of one TEXT */
#define TP_SEGMENT_TEXT_MAX (1024 * 1024) /* bytes of the whole text, or of the JSON's texts */
#define TP_SEGMENT_TIMES_MAX 1000000      /* N times */
#define TP_SEGMENT_KM_MAX 20000

typedef enum {
  TP_SEGMENT_AND, /* two children or more */
  TP_SEGMENT_OR,  /* two children or more */
  TP_SEGMENT_NOT, /* one child */
  TP_SEGMENT_EVERYONE,
  TP_SEGMENT_SEGMENT,
  TP_SEGMENT_TAG,
  TP_SEGMENT_LIST,
  TP_SEGMENT_PERMISSION,
  TP_SEGMENT_FIELD,
  TP_SEGMENT_WITHIN,
  TP_SEGMENT_ACTION,
} TpSegmentKind;
#define TP_SEGMENT_KINDS (TP_SEGMENT_ACTION + 1)

typedef struct {
  guint n;
  TpSegmentUnit unit;
} TpSegmentSpan;

typedef enum {
  TP_SEGMENT_VALUE_TEXT,
  TP_SEGMENT_VALUE_NUMBER,
  TP_SEGMENT_VALUE_DATE,
  TP_SEGMENT_VALUE_TODAY, /* a span from today */
  TP_SEGMENT_VALUE_YES_NO,
} TpSegmentValueKind;

typedef struct {
  TpSegmentValueKind kind;
  char *text;         /* TEXT as spelled */
  char *key;          /* TEXT: tp_fold of it */
  gint64 number;      /* NUMBER: scaled; DATE: the day; YES_NO: 1 or 0 */
  gboolean back;      /* TODAY: the span goes back in time */
  TpSegmentSpan span; /* TODAY: days or longer; n 0 is today itself, then in days and not back */
} TpSegmentValue;

typedef enum {
  TP_SEGMENT_WHEN_ALWAYS, /* no time is asked */
  TP_SEGMENT_WHEN_LAST,
  TP_SEGMENT_WHEN_MORE_THAN, /* ... ago */
  TP_SEGMENT_WHEN_BEFORE,
  TP_SEGMENT_WHEN_SINCE,
  TP_SEGMENT_WHEN_BETWEEN,
} TpSegmentWhenKind;

typedef struct {
  TpSegmentWhenKind kind;
  TpSegmentSpan span; /* LAST, MORE_THAN */
  gint32 day;         /* BEFORE, SINCE; BETWEEN: the first */
  gint32 last_day;    /* BETWEEN: included */
} TpSegmentWhen;

/* Which occurrences an action condition looks at. */
typedef struct {
  TpSegmentAction action;
  char *event;           /* DID: the name as spelled, else NULL */
  char *event_key;       /* DID: tp_fold of it, else NULL */
  TpSegmentThing target; /* NONE: any */
  gint64 target_id;      /* 0 with NONE */
} TpSegmentAct;

typedef struct TpSegmentNode TpSegmentNode;
struct TpSegmentNode {
  TpSegmentKind kind;
  guint depth;     /* 1 for a condition */
  guint condition; /* number of the condition in reading order, from 0; unused in AND, OR, NOT */
  union {
    GPtrArray *children; /* AND, OR, NOT: of TpSegmentNode */
    gint64 segment_id;   /* SEGMENT */
    struct {
      gint64 id;
      TpSegmentWhen when; /* when it was set */
    } tag;
    struct {
      gint64 id;
      TpSegmentListState state;
    } list;
    struct {
      TpSegmentPurpose purpose;
      TpSegmentPermission state;
    } permission;
    struct {
      TpSegmentField field;
      TpSegmentOperator op;
      TpSegmentValue *values; /* one with = != < <= > >= and the text operators, two with BETWEEN,
                                 one or more with IN and NOT_IN, else none */
      guint n_values;
      TpSegmentSpan span; /* IN_THE_NEXT, IN_THE_LAST */
      guint percent;      /* IN_TOP, IN_BOTTOM: 1 to 100 */
    } field;
    struct {
      guint km;
      char *postcode;
      char *country; /* NULL: any */
    } within;
    struct {
      TpSegmentAct act;
      TpSegmentBound times_bound; /* NONE together with money NONE: at least once */
      guint times;
      TpSegmentBound money_bound; /* never EXACTLY */
      gint64 money;               /* scaled */
      TpSegmentWhen when;
    } action;
  };
};

typedef struct TpSegment TpSegment;

TpSegment *tp_segment_ref (TpSegment *segment); /* (transfer full) */
void tp_segment_unref (TpSegment *segment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpSegment, tp_segment_unref)

const TpSegmentNode *tp_segment_root (const TpSegment *segment);
guint tp_segment_conditions (const TpSegment *segment);
gboolean tp_segment_equal (const TpSegment *a, const TpSegment *b);

/* The nodes that are conditions, in reading order: walks without recursion at the caller's. */
typedef void (*TpSegmentVisit) (const TpSegmentNode *condition, gpointer data);
void tp_segment_each (const TpSegment *segment, TpSegmentVisit visit, gpointer data);

/* Building, for the parsers and the sample maker: a zeroed node of that kind (an AND, OR or NOT
 * with an empty `children`), whose members the caller sets; texts in it are g_malloc'ed. */
TpSegmentNode *tp_segment_node_new (TpSegmentKind kind); /* (transfer full) */
void tp_segment_node_free (TpSegmentNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpSegmentNode, tp_segment_node_free)
void tp_segment_node_add (TpSegmentNode *parent, TpSegmentNode *child); /* takes child; flattens */
gboolean tp_segment_node_equal (const TpSegmentNode *a, const TpSegmentNode *b);

/* An AND or OR with one child becomes that child. (transfer full) both ways */
TpSegmentNode *tp_segment_node_simplify (TpSegmentNode *node);

/* Sets text and its key. (transfer none) */
void tp_segment_value_set_text (TpSegmentValue *value, const char *text);
void tp_segment_value_clear (TpSegmentValue *value);

/* The finished tree; numbers its conditions. Takes the root. LIMIT when it has too many conditions,
 * values or levels. (transfer full) */
TpSegment *tp_segment_new (TpSegmentNode *root, GError **error);
