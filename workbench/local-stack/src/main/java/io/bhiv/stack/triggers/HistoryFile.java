package io.bhiv.stack.triggers;

import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.NightTag;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.night.Rejection;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The nights of a CSV file by person, and what could not be read or used, each with its line. */
final class HistoryFile {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|(?i:nan)");
    private static final int LEAST_CELLS = 4;
    private static final int MOST_CELLS = 6;
    private static final int LONGEST_QUOTE = 40;

    private final Map<String, List<OfNight>> people = new LinkedHashMap<>();
    private final List<Message> messages = new ArrayList<>();
    private boolean readable = true;

    private record Message(int line, String text) {}

    /** A line that cannot be read; the message names what is wrong with it. */
    private static final class BadLine extends Exception {

        private static final long serialVersionUID = 1;

        private final String what;

        BadLine(String what) {
            super(what);
            this.what = what;
        }
    }

    private HistoryFile() {}

    static HistoryFile read(BufferedReader lines) throws IOException {
        HistoryFile history = new HistoryFile();
        int number = 0;
        boolean first = true;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            String text = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
            if (text.isBlank() || text.startsWith("#")) {
                continue;
            }
            history.line(number, text, first);
            first = false;
        }
        if (history.people.isEmpty() && history.messages.isEmpty()) {
            history.readable = false;
            history.messages.add(
                    new Message(number + 1, "a night is missing; expected user,night,metric,value[,source,context]"));
        }
        return history;
    }

    private void line(int number, String text, boolean first) {
        try {
            List<String> cells = cells(text);
            if (first && cells.getFirst().equalsIgnoreCase("user") && cells.contains("metric")) {
                if (!List.of("user", "night", "metric", "value", "source", "context")
                        .subList(0, Math.min(cells.size(), MOST_CELLS))
                        .equals(cells)) {
                    throw new BadLine("the columns are user,night,metric,value[,source,context], in this order");
                }
                return;
            }
            take(number, cells);
        } catch (BadLine bad) {
            readable = false;
            messages.add(new Message(number, bad.what));
        }
    }

    private void take(int number, List<String> cells) throws BadLine {
        if (cells.size() < LEAST_CELLS || cells.size() > MOST_CELLS) {
            throw new BadLine("has " + cells.size() + " cells; expected user,night,metric,value[,source,context]");
        }
        String user = cells.getFirst();
        if (user.isEmpty()) {
            throw new BadLine("the user is missing");
        }
        LocalDate night = night(cells.get(1));
        // The line is kept as milliseconds: the later of two lines stands, and a rejection finds its line again.
        Instant receivedAt = morning(night).plusMillis(number);
        String metric = cells.get(2);
        if (metric.equals("sdnn")) {
            messages.add(new Message(number, "sdnn is another quantity than rmssd and has no rule; not used"));
            return;
        }
        OfNight arrival = metric.equals("tag")
                ? new NightTag(tag(cells.get(3)), night, receivedAt)
                : observation(cells, night, receivedAt);
        people.computeIfAbsent(user, name -> new ArrayList<>()).add(arrival);
    }

    private static Observation observation(List<String> cells, LocalDate night, Instant receivedAt) throws BadLine {
        Metric metric = Metric.ofWireName(cells.get(2))
                .orElseThrow(() -> new BadLine(
                        "metric " + quoted(cells.get(2)) + " is none of rmssd, rhr, resp_rate, skin_temp, spo2, tag"));
        double value = number(cells.get(3));
        String source = cells.size() > LEAST_CELLS ? cells.get(LEAST_CELLS) : "";
        String context = cells.size() == MOST_CELLS ? cells.get(MOST_CELLS - 1) : "";
        try {
            return new Observation(metric, value, night, source, context(context), true, false, receivedAt);
        } catch (IllegalArgumentException invalid) {
            throw new BadLine(String.valueOf(invalid.getMessage()));
        }
    }

    private static LocalDate night(String cell) throws BadLine {
        try {
            LocalDate night = LocalDate.parse(cell);
            if (night.getYear() < 1900 || night.getYear() > 2200) {
                throw new BadLine("night " + quoted(cell) + " is not between 1900 and 2200");
            }
            return night;
        } catch (DateTimeParseException invalid) {
            throw new BadLine("night " + quoted(cell) + " is no date like 2026-01-31");
        }
    }

    private static double number(String cell) throws BadLine {
        if (!NUMBER.matcher(cell).matches()) {
            throw new BadLine(
                    cell.isEmpty() ? "the value is missing" : "value " + quoted(cell) + " is no number like 43.5");
        }
        return cell.equalsIgnoreCase("nan") ? Double.NaN : Double.parseDouble(cell);
    }

    private static Tag tag(String cell) throws BadLine {
        return Tag.ofWireName(cell).orElseThrow(() -> new BadLine("tag " + quoted(cell) + " is unknown"));
    }

    private static MeasurementContext context(String cell) throws BadLine {
        if (cell.isEmpty()) {
            return MeasurementContext.NOCTURNAL;
        }
        return MeasurementContext.ofWireName(cell)
                .orElseThrow(
                        () -> new BadLine("context " + quoted(cell) + " is none of nocturnal, morning_spot, spot"));
    }

    /** Cells without surrounding blanks; a cell in double quotes may have commas, and "" for a quote. */
    private static List<String> cells(String line) throws BadLine {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean inside = false;
        for (int at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            if (inside) {
                boolean escaped = c == '"' && at + 1 < line.length() && line.charAt(at + 1) == '"';
                if (c != '"' || escaped) {
                    cell.append(c);
                    at += escaped ? 1 : 0;
                } else {
                    inside = false;
                }
            } else if (c == ',') {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else if (c == '"' && cell.toString().isBlank()) {
                cell.setLength(0);
                inside = true;
            } else {
                cell.append(c);
            }
        }
        if (inside) {
            throw new BadLine("a quote is not closed");
        }
        cells.add(cell.toString().strip());
        return cells;
    }

    private static String quoted(String cell) {
        return "'" + (cell.length() > LONGEST_QUOTE ? cell.substring(0, LONGEST_QUOTE) + "…" : cell) + "'";
    }

    private static Instant morning(LocalDate night) {
        return night.atTime(7, 0).toInstant(ZoneOffset.UTC);
    }

    /** Notes that the engine did not use a line. */
    void notUsed(Rejection rejection) {
        OfNight arrival = rejection.arrival();
        long line =
                arrival.receivedAt().toEpochMilli() - morning(arrival.night()).toEpochMilli();
        String why = switch (rejection.reason()) {
            case NO_MEASUREMENT -> "no device can have measured this value; not used";
            case IMPLAUSIBLE -> "the value is not plausible; no personal rule uses it";
            case NO_RULE_FOR_SPOT -> "only rmssd has a rule for spot values; not used";
            case TOO_OLD, FUTURE, LATE -> rejection.reason().wireName() + "; not used";
        };
        messages.add(new Message((int) line, why));
    }

    /** People in the order of their first lines. */
    Map<String, List<OfNight>> people() {
        return people;
    }

    /** Whether every line could be read. */
    boolean isReadable() {
        return readable;
    }

    /** In the order of the lines. */
    List<String> messages() {
        return messages.stream()
                .sorted((one, other) -> Integer.compare(one.line(), other.line()))
                .map(message -> "line " + message.line() + ": " + message.text())
                .toList();
    }
}
