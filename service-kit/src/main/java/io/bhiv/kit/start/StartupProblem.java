package io.bhiv.kit.start;

/**
 * Something about the configuration that is wrong.
 *
 * @param key the offending configuration key or environment variable
 * @param wrong what is wrong with it
 * @param remedy what to do about it
 * @param fatal true where the service must not start with it
 */
public record StartupProblem(String key, String wrong, String remedy, boolean fatal) {

    public static StartupProblem fatal(String key, String wrong, String remedy) {
        return new StartupProblem(key, wrong, remedy, true);
    }

    public static StartupProblem warning(String key, String wrong, String remedy) {
        return new StartupProblem(key, wrong, remedy, false);
    }

    @Override
    public String toString() {
        return key + ": " + wrong + ". " + remedy;
    }
}
