package io.bhiv.insight.evaluate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An intake that does not read all of its topics, because the brokers refuse some.
 *
 * @param topics how many; of several replicas, that of the one that leaves out most
 */
public record LeftOut(String service, String intake, long topics) {

    static List<LeftOut> of(Picture picture) {
        Map<String, LeftOut> found = new TreeMap<>();
        Readings.of(picture)
                .named("bridge.intake.left.out")
                .filter(one -> one.value() >= 1)
                .map(one -> new LeftOut(one.service(), one.label("intake"), Math.round(one.value())))
                .forEach(one -> found.merge(
                        one.service() + " " + one.intake(),
                        one,
                        (known, more) -> more.topics() > known.topics() ? more : known));
        return List.copyOf(found.values());
    }
}
