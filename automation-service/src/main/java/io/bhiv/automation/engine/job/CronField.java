package io.bhiv.automation.engine.job;

import java.util.BitSet;
import java.util.List;

/** One field of a cron expression: its bounds, its names, and the values that a text selects. */
record CronField(String name, int least, int most, List<String> names) {

    BitSet parse(String text) {
        BitSet values = new BitSet(most + 1);
        for (String part : text.split(",", -1)) {
            addPart(part, values);
        }
        return values;
    }

    private void addPart(String part, BitSet values) {
        int slash = part.indexOf('/');
        int step = slash < 0 ? 1 : number(part.substring(slash + 1), 1, most);
        String range = slash < 0 ? part : part.substring(0, slash);
        int from;
        int to;
        int dash = range.indexOf('-');
        if (range.equals("*") || range.equals("?")) {
            from = least;
            to = isWeekday() ? 6 : most;
        } else if (dash > 0) {
            from = value(range.substring(0, dash));
            to = value(range.substring(dash + 1));
            // Sunday is both the first day and the last.
            to = isWeekday() && to == 0 && from > 0 ? 7 : to;
        } else {
            from = value(range);
            to = slash < 0 ? from : isWeekday() ? 6 : most;
        }
        if (from > to) {
            throw new IllegalArgumentException(
                    "the " + name + " range '" + range + "' runs backwards; write it as two ranges with a comma");
        }
        for (int value = from; value <= to; value += step) {
            values.set(value);
        }
    }

    private boolean isWeekday() {
        return names.size() == 7;
    }

    int value(String word) {
        int index = names.indexOf(word);
        return index >= 0 ? index + least : number(word, least, most);
    }

    int number(String word, int smallest, int largest) {
        if (!word.isEmpty() && word.length() <= 2 && word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int value = Integer.parseInt(word);
            if (value >= smallest && value <= largest) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "the " + name + " field cannot hold '" + word + "'; it takes " + smallest + " to " + largest);
    }
}
