package io.bhiv.insight.page;

/**
 * A piece of the runbook.
 *
 * @param kind {@code h2}, {@code h3}, {@code code}, {@code table}, {@code list} or {@code text}
 */
public record RunbookPart(String kind, String text) {}
