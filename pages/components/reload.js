// Ask once more for the page that was asked for; Streamlit has put the main page's address here.
(() => {
  const { page, query } = document.getElementById("lost-page").dataset;
  const path = window.location.pathname.replace(/\/?$/, "/");
  if (path.endsWith(`/${page}/`)) {
    window.location.reload();
  } else {
    window.location.replace(path + encodeURIComponent(page) + (query && `?${query}`));
  }
})();
