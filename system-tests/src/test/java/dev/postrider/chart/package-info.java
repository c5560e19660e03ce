/**
 * The Helm chart as it renders: each object held against the strict model of its kind, against the others of its release, and against what the
 * services read. No cluster is needed: Helm is a library here.
 */
@NullMarked
package dev.postrider.chart;

import org.jspecify.annotations.NullMarked;
