package io.bhiv.biometric.provider.terra;

import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Statistic;

/** Energy spent. */
final class Energy {

    private Energy() {}

    static void read(Part caloriesData, Measures into) {
        into.value(caloriesData, "total_burned_calories", Metric.TOTAL_ENERGY, Units.KILOCALORIES, Statistic.SUM);
        into.value(caloriesData, "net_activity_calories", Metric.ACTIVE_ENERGY, Units.KILOCALORIES, Statistic.SUM);
        into.other(caloriesData, "BMR_calories", Units.KILOCALORIES, Statistic.SUM);
    }
}
