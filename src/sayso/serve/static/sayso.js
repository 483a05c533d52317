// What all pages share. No inline handlers anywhere: the content security policy refuses them.
"use strict";

// htmx sends the token that the cookie holds: forms and buttons alike.
document.addEventListener("htmx:configRequest", (event) => {
  const found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  if (found) event.detail.headers["x-csrftoken"] = decodeURIComponent(found[1]);
});
