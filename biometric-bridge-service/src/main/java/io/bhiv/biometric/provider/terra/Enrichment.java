package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Fact;
import io.bhiv.model.biometric.Statistic;

/**
 * Scores that Terra computes itself and adds later.
 *
 * <p>A version without them does not take them back: Terra sends null until it has computed them anew. They are named by their path, since
 * a score of Terra and one of the device are two different scores.
 */
final class Enrichment {

    private static final String FIELD = "data_enrichment";

    private Enrichment() {}

    static void read(Part record, Measures into) {
        Part enrichment = record.in(FIELD);
        if (enrichment.isObject()) {
            enrichment.numbers().forEach(score -> into.other(enrichment, score.getKey(), Units.SCORE, Statistic.SCORE));
        }
    }

    /** What a version without the scores leaves standing. */
    static String keptPrefix(String recordType) {
        return Fact.othersBelow(recordType + '.' + FIELD + '.');
    }
}
