package io.bhiv.biometric.provider;

import io.bhiv.kit.call.HttpCalls.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the objects that a provider's notices name are read from its API. Pure: it decides which call to make, and what the answers mean.
 *
 * <p>A body that was found is handed on as it came, with one exception that {@code provider.whoop} documents.
 */
public interface ObjectApi {

    /** One object of a person, as a notice names it. */
    record ObjectName(String type, String id) {

        /** Without the id. */
        @Override
        public String toString() {
            return "ObjectName[" + type + ']';
        }
    }

    /** All objects of a type that a person has of these days, both included. */
    record Days(String type, LocalDate from, LocalDate until) {}

    /** What follows from the answers so far. */
    sealed interface Next {

        /** A GET of this path below the API's address. */
        record Ask(String path) implements Next {}

        /** What was asked for: one object, or all of some days. */
        record Found(List<Item> items) implements Next {

            public Found {
                items = List.copyOf(items);
            }
        }

        /** Not there, or not complete; both happen right after a notice. */
        record NotAvailableYet(Missing missing) implements Next {}

        /** The access token is not accepted. */
        record TokenRefused() implements Next {}

        /** The person did not grant this, or their membership has lapsed. */
        record Denied() implements Next {}

        /** Over the quota: no call is allowed for this long. */
        record Throttled(Duration pause) implements Next {}

        /** The provider fails; it may work later. */
        record Unavailable(int status) implements Next {}

        /** An answer that follows no documentation. */
        record Broken(int status) implements Next {}

        /** It was there, and will not be again (410). */
        record Gone() implements Next {}

        /** The API has no such type of object, or the id cannot be one. */
        record NotOffered() implements Next {}
    }

    /** Why an object is not there yet. */
    enum Missing {
        NOT_FOUND,
        NOT_SCORED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An object under its id. */
    record Item(String id, Body body) {

        /** Without the id. */
        @Override
        public String toString() {
            return "Item[" + body + ']';
        }
    }

    /**
     * An object's content.
     *
     * @param version the provider's time of this version as it wrote it; null where the body has none
     * @param versionMillis the same in epoch milliseconds
     */
    record Body(
            byte[] bytes,
            @Nullable String version,
            @Nullable Long versionMillis) {

        /** Without the bytes. */
        @Override
        public String toString() {
            return "Body[" + bytes.length + " bytes, " + version + ']';
        }
    }

    /**
     * The next step of reading an object.
     *
     * @param answers to all that was asked for it so far, in order; empty at the beginning
     */
    Next one(ObjectName object, List<Answer> answers, Instant now);

    /**
     * The next step of reading all objects of some days, page by page. Objects that are not complete yet are left out. Pages may change
     * while they are read: an object that comes twice is one, and its later version counts.
     *
     * @param answers to all that was asked for them so far, in order; empty at the beginning
     */
    Next days(Days days, List<Answer> answers, Instant now);

    /** For how long our application may not call after this answer, whatever its status; zero where it may. */
    Duration pauseAfter(Answer answer, Instant now);
}
