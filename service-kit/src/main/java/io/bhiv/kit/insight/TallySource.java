package io.bhiv.kit.insight;

import java.time.Duration;
import java.util.Set;

/**
 * The rows that the tally of a service is compared with. Every bean of this type is compared.
 *
 * <p>Each intake belongs to one source. Its statements write {@code event_tally_delta} in the transactions that change its rows, by
 * the minute in which an event was received.
 */
public interface TallySource {

    /** The intakes that are tallied; names as in {@code bridge.events}. */
    Set<String> intakes();

    /** How long rows are kept at least; older ones are not compared. */
    Duration kept();

    /**
     * What is open, however old: a query of one row each with the columns {@code intake}, {@code state} ({@code pending}, {@code parked} or
     * {@code dead}) and {@code received_at}.
     */
    String openRows();

    /** Counts what was stored: a query with the columns {@code minute}, {@code intake} and {@code n}. Parameters: received from, received before. */
    String storedRows();
}
