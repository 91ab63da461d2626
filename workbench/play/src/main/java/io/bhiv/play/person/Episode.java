package io.bhiv.play.person;

/**
 * Some days of strain in each month of most people, as before an illness: heart rate, breath and temperature rise, RMSSD falls.
 *
 * @param level 0 on an ordinary day, 1 at the height
 */
record Episode(double level) {

    private static final int MONTH = 30;
    private static final double SHARE = 0.6;
    private static final int LONGEST = 6;

    /** Each block of 30 days has at most one, which lies wholly inside it. */
    static Episode on(Noise noise, long day) {
        long block = Math.floorDiv(day, MONTH);
        if (noise.uniform("episode", block) > SHARE) {
            return new Episode(0);
        }
        int length = 3 + (int) (noise.uniform("episode length", block) * (LONGEST - 2));
        long begin = block * MONTH + (long) (noise.uniform("episode begin", block) * (MONTH - LONGEST));
        double height = noise.between(0.6, 1, "episode height", block);
        double place = (day - begin + 1.0) / (length + 1);
        return new Episode(place > 0 && place < 1 ? height * Math.sin(Math.PI * place) : 0);
    }
}
