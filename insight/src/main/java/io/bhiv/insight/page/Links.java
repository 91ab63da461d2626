package io.bhiv.insight.page;

import io.bhiv.insight.evaluate.SetAside;
import io.bhiv.insight.recover.Target;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Figures that lead to what they count. A figure of 0 leads nowhere. */
@TemplateExtension(namespace = "to")
public final class Links {

    private static final String OF_JOBS = "automation-service";
    private static final String JOBS = "/insight/jobs";

    private Links() {}

    /** Rows that wait in a queue, to the queue. */
    static RawString queue(String service, String intake, long rows) {
        return link(rows, "#queue-" + Format.slug(service + " " + intake));
    }

    /** What was refused, to the intake with its reasons. Due times of jobs have none; what became of each stands with its job. */
    static RawString intake(String service, String intake, long rows) {
        if (service.equals(OF_JOBS)) {
            return link(rows, JOBS);
        }
        return link(rows, "#intake-" + Format.slug(service + " " + intake));
    }

    /** To the minutes in which an account does not add up. */
    static RawString account(String service, String intake) {
        return new RawString("/insight/account?service=" + encoded(service) + "&amp;intake=" + encoded(intake));
    }

    /** To where parked or dead rows of an intake are listed or sent again, from a page beside the main one. */
    static RawString list(String service, String intake, boolean dead) {
        String address = again(service, dead, intake, "");
        return new RawString(address.startsWith("#") ? "/insight" + address : address);
    }

    /** Parked rows, to the form that sends them again. */
    static RawString parked(String service, String intake, long rows) {
        return link(rows, again(service, false, intake, ""));
    }

    /** The same for dead ones. */
    static RawString dead(String service, String intake, long rows) {
        return link(rows, again(service, true, intake, ""));
    }

    /** The same for those of one reason. */
    static RawString setAside(SetAside one) {
        if (one.isOfKafka()) {
            return link(
                    one.rows(),
                    Target.ofRecords(one.service())
                            .map(Links::form)
                            .orElse("/insight/runbook#" + Format.slug("BridgeRecordsParked")));
        }
        return link(one.rows(), again(one.service(), one.dead(), one.subject(), one.reason()));
    }

    /** The same for those of one reason that an intake parked. */
    static RawString parkedFor(String service, String intake, String reason, long rows) {
        return link(rows, again(service, false, intake, reason));
    }

    /** Runs are made again by their job; what no page can send again leads to the events. */
    private static String again(String service, boolean dead, String intake, String reason) {
        if (service.equals(OF_JOBS)) {
            return JOBS;
        }
        Optional<Target> target = Target.of(service, intake, dead);
        return target.map(one -> form(one)
                        + parameter("provider", one.isByProvider(), intake)
                        // Dead packets are chosen by a part of a reason's text, of which the page knows the class
                        // alone.
                        + parameter("reason", one == Target.PARKED_DELIVERIES, reason))
                .orElse("#events");
    }

    private static String form(Target target) {
        return "/insight/recovery?target=" + target.wireName();
    }

    /** Only names: what else stands in their place is no filter. */
    private static String parameter(String name, boolean known, String value) {
        return known && value.matches("[A-Za-z0-9_. -]+") ? "&amp;" + name + "=" + encoded(value) : "";
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static RawString link(long rows, String address) {
        RawString figure = Format.count(rows);
        return rows == 0 ? figure : new RawString("<a href=\"" + address + "\">" + figure.getValue() + "</a>");
    }
}
