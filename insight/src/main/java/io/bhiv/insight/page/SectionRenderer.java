package io.bhiv.insight.page;

import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Verdict;
import jakarta.enterprise.context.ApplicationScoped;

/** Draws a section by its template. */
@ApplicationScoped
class SectionRenderer {

    String draw(Section section, Picture picture, Verdict verdict) {
        return section.of(picture, verdict).render();
    }
}
