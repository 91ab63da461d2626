/**
 * Files of JSON lines that can never stop the work: a bounded queue and one writer thread per file, rotation by size and age,
 * and lost lines that are counted and visible in health.
 *
 * <p>A service opens its files with {@link io.bhiv.kit.lines.LineLogs}, which closes them at shutdown after writing what is
 * queued. {@link io.bhiv.kit.lines.LineLog} and {@link io.bhiv.kit.lines.RotatingFile} also work without a container.
 * {@link io.bhiv.kit.lines.NumberedFiles} are files whose lines are numbered without gaps, for what programs evaluate.
 */
@NullMarked
package io.bhiv.kit.lines;

import org.jspecify.annotations.NullMarked;
