package io.bhiv.rules;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the test that failed before a fault of the promise was fixed. {@code docs/reliability.md} is made from these marks, so a
 * row without a test cannot exist.
 */
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.METHOD)
public @interface FixedFault {

    Area area();

    /** What was seen before, in one clause. */
    String fault();

    /** What is seen now, in one clause. */
    String now();

    /** Which part of the promise was broken; the order is that of the document. */
    enum Area {
        CONSUMERS("No record stops an intake"),
        DEADLINES("Statements end, locks do not stop intake"),
        MEMORY("No body, answer or page ends a process"),
        RETENTION("Nothing acknowledged is deleted or forgotten"),
        ONCE("Once means once"),
        NEIGHBOURS("A slow neighbour stops nobody else"),
        TRUTH("It starts, stops and reports its state truly"),
        KEYS("Production with keys"),
        HTTP("HTTP as its clients speak it");

        private final String title;

        Area(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }
}
