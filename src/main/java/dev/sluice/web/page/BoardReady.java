package dev.sluice.web.page;

import dev.sluice.web.access.AccessConfig;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A dashboard is ready once it has read everything; before that it could only say that it has not. */
@Readiness
@ApplicationScoped
class BoardReady implements HealthCheck {
    private final AccessConfig config;
    private final Board board;

    BoardReady(AccessConfig config, Board board) {
        this.config = config;
        this.board = board;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("board")
                .status(!config.enabled() || board.ready())
                .build();
    }
}
