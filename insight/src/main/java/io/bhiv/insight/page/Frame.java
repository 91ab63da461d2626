package io.bhiv.insight.page;

import java.util.Map;

/** What viewers are sent in one second: the time of the picture as markup, and each section that changed. */
public record Frame(String beat, Map<String, String> sections) {

    public Frame {
        sections = Map.copyOf(sections);
    }
}
