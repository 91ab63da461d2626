package io.bhiv.insight.evaluate;

import io.bhiv.model.insight.GaugeReading;
import io.bhiv.model.insight.Vitals;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The gauges of every replica that reports at present. Most are figures of a database and the same at each of them. */
record Readings(List<Reading> all) {

    record Reading(String service, String replica, GaugeReading gauge) {

        String label(String name) {
            return gauge.labels().getOrDefault(name, "");
        }

        double value() {
            return gauge.value();
        }
    }

    static Readings of(Picture picture) {
        List<Reading> all = new ArrayList<>();
        for (Replica replica : picture.replicas()) {
            Vitals vitals = replica.vitals();
            if (vitals != null && !replica.isSilent(picture.at())) {
                vitals.gauges().forEach(gauge -> all.add(new Reading(replica.service(), replica.replica(), gauge)));
            }
        }
        return new Readings(List.copyOf(all));
    }

    Stream<Reading> named(String name) {
        return all.stream().filter(one -> one.gauge().name().equals(name));
    }

    Stream<Reading> of(String service, String name) {
        return named(name).filter(one -> one.service().equals(service));
    }

    static OptionalDouble most(Stream<Reading> readings) {
        return values(readings).max();
    }

    private static DoubleStream values(Stream<Reading> readings) {
        return readings.mapToDouble(Reading::value).filter(Double::isFinite);
    }
}
