"""Addresses. Pages that people read stand twice: as they are in Chinese, and below ``/en/`` in English."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path
from django.views.static import serve

from parks.views import ZoneView

from . import service_views, share_pictures, styleguide, views
from .open_data import views as open_data
from .sitemaps import SITEMAPS

handler400 = views.bad_request
handler500 = views.server_error

urlpatterns = i18n_patterns(
    path("", views.HomeView.as_view(), name="home"),
    path("zone/", ZoneView.as_view(), name="zone"),
    path("parks/", include("parks.urls")),
    path("projects/", include("projects.urls")),
    path("enterprises/", include("enterprises.urls")),
    path("funds/", include("enterprises.fund_urls")),
    path("talent/", include("talent.urls")),
    path("news/", include("news.urls")),
    path("events/", include("news.event_urls")),
    path("preview/", include("publishing.urls")),
    path("search/", include("search.urls")),
    path("open-data/", open_data.OpenDataView.as_view(), name="open-data"),
    path("open-data/<str:name>", open_data.download, name="open-data-file"),
    path("sitemap/", service_views.SiteMapView.as_view(), name="site-map"),
    path("accessibility/", service_views.AccessibilityView.as_view(), name="accessibility"),
    path("display/", service_views.show_as, name="display"),
    path("leaving/", service_views.leaving, name="leaving"),
    path("og/<slug:kind>/<slug:slug>.png", share_pictures.SharePictureView.as_view(), name="share-picture"),
    prefix_default_language=False,
)
urlpatterns += [
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-section"}, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap-section"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("api/", include("zhuzhou_cms.api")),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/errors/<slug:name>/", styleguide.error_page, name="styleguide-error"),
    path("admin/", admin.site.urls),
]
if not settings.PRODUCTION:
    # In production the web server in front sends uploads (docs/operations.md).
    urlpatterns.append(path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}))
