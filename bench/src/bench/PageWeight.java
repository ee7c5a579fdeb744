package bench;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** What has to come over the network before the page is there: bytes as they are sent, with their heads. */
final class PageWeight implements Page.Scenario {
    private static final int WARMUP = 5;

    @Override
    public void run(PageSetting setting, Scoreboard board) throws IOException, InterruptedException {
        try (PulseboardServer server = setting.server(PageSetting.NORMAL, true);
                Chromium chromium = setting.browser();
                Tab tab = PageSetting.open(chromium, "")) {
            Traffic traffic = tab.watchTraffic();
            PageSetting.visit(tab, server);
            setting.warmUp(WARMUP);
            tell(server, traffic, board);
            board.none("weight: console errors", tab.errors());
        }
    }

    private static void tell(Server server, Traffic traffic, Scoreboard board) {
        Collection<Traffic.Request> files = traffic.requests(Traffic.Request::isFile);
        Collection<Traffic.Request> data = traffic.requests(request -> !request.isFile());
        System.out.printf(
                "weight: %d requests for files, %d of them compressed; %d for data with %.1f KB, streams not counted%n",
                files.size(), files.stream().filter(Traffic.Request::compressed).count(), data.size(), kilobytes(data));
        board.atMost("weight: the page and its files", kilobytes(files), "KB", 150);
        List<String> strangers = traffic.requests(request -> !isOwn(server, request.url())).stream()
                .map(Traffic.Request::url)
                .toList();
        board.none("weight: requests to other servers", strangers);
        List<String> unfinished = files.stream()
                .filter(request -> request.bytes() < 0)
                .map(Traffic.Request::url)
                .toList();
        board.none("weight: files that did not come", unfinished);
    }

    private static double kilobytes(Collection<Traffic.Request> requests) {
        return requests.stream()
                        .mapToLong(request -> Math.max(0, request.bytes()))
                        .sum()
                / 1024.0;
    }

    private static boolean isOwn(Server server, String url) {
        String page = PageSetting.page(server);
        return url.startsWith(page) || url.startsWith(page.replaceFirst("^http", "ws"));
    }
}
