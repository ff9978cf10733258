package dev.sluice.cli.doctor;

import dev.sluice.mesh.Obstacle;

/** An obstacle tells what is wrong, then, behind the last semicolon, the cure. */
final class Obstacles {
    private Obstacles() {}

    static Finding finding(String check, Obstacle obstacle) {
        int cut = obstacle.why().lastIndexOf("; ");
        return cut < 0
                ? Finding.fail(check, obstacle.why(), "")
                : Finding.fail(
                        check, obstacle.why().substring(0, cut), obstacle.why().substring(cut + 2));
    }
}
