package io.pulseboard.delivery;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Takes places between the first look, whether there is room, and the moment in which a stream takes its own. */
@Singleton
class LastPlaces implements HttpUpgradeCheck {
    /** How many places to take. */
    static final String HEADER = "X-Test-Places";

    private static final String ADDRESS = "another";

    // Looked up late: filters are made while the application is built up, before its configuration can be read.
    private final Instance<StreamAdmission> admission;

    LastPlaces(Instance<StreamAdmission> admission) {
        this.admission = admission;
    }

    @ServerResponseFilter
    public void beforeAnEventStream(ContainerRequestContext request) {
        take(request.getHeaderString(HEADER));
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        take(context.httpRequest().getHeader(HEADER));
        return CheckResult.permitUpgrade();
    }

    private void take(@Nullable String places) {
        for (int i = 0; places != null && i < Integer.parseInt(places); i++) {
            admission.get().enter(ADDRESS);
        }
    }

    void giveBack(int places) {
        for (int i = 0; i < places; i++) {
            admission.get().leave(ADDRESS);
        }
    }
}
