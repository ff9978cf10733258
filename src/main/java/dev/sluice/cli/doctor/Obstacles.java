package dev.sluice.cli.doctor;

import dev.sluice.mesh.Obstacle;

/** An obstacle tells what is wrong, then, behind the last semicolon, the cure. */
final class Obstacles {
    private Obstacles() {}

    static Finding finding(String check, Obstacle obstacle) {
        return parted(check, Result.fail, obstacle.why());
    }

    /** Something that is no obstacle, told in the same way. */
    static Finding warning(String check, String why) {
        return parted(check, Result.warn, why);
    }

    private static Finding parted(String check, Result result, String why) {
        int cut = why.lastIndexOf("; ");
        return new Finding(check, result, cut < 0 ? why : why.substring(0, cut), cut < 0 ? "" : why.substring(cut + 2));
    }
}
