package io.bhiv.insight.page;

import java.util.Map;

/**
 * What viewers are sent in one second: the time of the picture as markup, and each section that changed.
 *
 * @param number one more than that of the frame before: a viewer that missed one sees a gap
 */
public record Frame(long number, String beat, Map<String, String> sections) {

    public Frame {
        sections = Map.copyOf(sections);
    }

    /** Of all sections, together. */
    public long characters() {
        return sections.values().stream().mapToLong(String::length).sum();
    }
}
